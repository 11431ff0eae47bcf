import type { ScenarioName, ScenarioSizes } from './profiles.ts';

/** What a scenario wants to find when it begins, and what the runner looks at when it has ended. */
export interface Needs {
  /** Live broadcasts of prepared hosts. */
  readonly rooms: number;
  /** Verified, signed-in accounts beside the hosts. */
  readonly accounts: number;
  readonly coinsPerAccount: bigint;
  /** Tickets signed by the development key. */
  readonly mint: boolean;
  /** Minted viewers 0 to before this have wallets with `coinsPerViewer`. */
  readonly fundedViewers: number;
  readonly coinsPerViewer: bigint;
  /** Live broadcasts that nobody hosts, for lists. */
  readonly plantedBroadcasts: number;
  /** The target lifts limits per address and per account (`npm start -- --load-profile`). */
  readonly loadProfile: boolean;
  /** The ledger is verified and gifts are counted afterwards. */
  readonly movesMoney: boolean;
}

const nothing: Needs = {
  rooms: 0,
  accounts: 0,
  coinsPerAccount: 0n,
  mint: false,
  fundedViewers: 0,
  coinsPerViewer: 0n,
  plantedBroadcasts: 0,
  loadProfile: true,
  movesMoney: false,
};
const lobbyBroadcasts = 50_000;
const plenty = 1_000_000n;

const needs: { readonly [S in ScenarioName]: (sizes: ScenarioSizes[S]) => Needs } = {
  smoke: () => ({ ...nothing, loadProfile: false, movesMoney: true }),
  accounts: () => nothing,
  registration: () => nothing,
  login: ({ accounts }) => ({ ...nothing, accounts }),
  hold: minted,
  'join-storm': ({ rooms, accounts }) => ({ ...nothing, rooms, accounts }),
  'join-storm-tickets': ({ rooms }) => ({ ...nothing, rooms, mint: true }),
  'join-storm-driver': ({ rooms }) => ({ ...nothing, rooms, mint: true }),
  'chat-flood': minted,
  'gift-combo': funded,
  'like-rain': minted,
  'reconnect-storm': minted,
  'host-day': ({ accounts }) => ({ ...nothing, accounts }),
  // A look at the scenario itself needs no full lobby.
  'lobby-browse': ({ seconds }) => ({ ...nothing, plantedBroadcasts: seconds > 10 ? lobbyBroadcasts : 500 }),
  mixed: ({ accounts, rooms }) => ({ ...nothing, accounts, rooms, coinsPerAccount: plenty, movesMoney: true }),
  soak: funded,
  spike: ({ accounts, rooms }) => ({ ...nothing, accounts, rooms }),
  breakpoint: ({ rooms }) => ({ ...nothing, rooms, mint: true }),
};

/** What the runner prepares for a scenario of these sizes. */
export function needsOf<S extends ScenarioName>(scenario: S, sizes: ScenarioSizes[S]): Needs {
  return needs[scenario](sizes);
}

function minted({ rooms }: { readonly rooms: number }): Needs {
  return { ...nothing, rooms, mint: true };
}

function funded({ rooms, viewers }: { readonly rooms: number; readonly viewers: number }): Needs {
  return { ...minted({ rooms }), fundedViewers: viewers, coinsPerViewer: plenty, movesMoney: true };
}
