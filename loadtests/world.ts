/** Somebody who exists already when a scenario begins: verified, signed in, funded. */
export interface WorldAccount {
  readonly username: string;
  readonly password: string;
  /** Good for ten minutes from the start of the run. */
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** A live broadcast. Its host has not joined yet: the scenario does that, as broadcasts without a host end. */
export interface WorldRoom {
  readonly id: string;
  readonly host: WorldAccount;
}

/** Where tickets come from without accounts behind them: see scripts/loadtest/ticket-mint.ts. */
export interface WorldMint {
  readonly url: string;
  readonly key: string;
}

/** What `npm run loadtest` prepares and hands to a scenario as one JSON file. */
export interface World {
  readonly rooms: readonly WorldRoom[];
  readonly accounts: readonly WorldAccount[];
  /** Null where the target is not the start of this clone. */
  readonly mint: WorldMint | null;
  readonly seed: string;
}

/** A ticket for viewer number `viewer` of the run. Lives 30 seconds, good for one socket. */
export interface MintedTicket {
  readonly url: string;
  readonly ticket: string;
  readonly viewer: number;
}

/** The mint of the runner. Throws with what to do where there is none. */
export function mintOf(world: World): WorldMint {
  if (world.mint === null) {
    throw new Error(
      'this scenario joins by tickets of the development key: run it against the npm start of this clone',
    );
  }
  return world.mint;
}
