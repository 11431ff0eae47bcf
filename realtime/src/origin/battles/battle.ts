import type { Battle, BattleStatus } from '@halobuzz/core/api/battles';
import type { BattleChallenge, BattleOutcome, RoomBattle } from '@halobuzz/core/protocol/messages/battle';
import type { ShardPoint } from '../streams/livestream.ts';

export interface Giver {
  readonly account: string;
  readonly name: string;
  /** Minor units. */
  readonly coins: bigint;
}

/** One of the two rooms. Coins and givers are there once the battle is final. */
export interface BattleSide {
  readonly roomId: string;
  readonly hostId: string;
  readonly hostName: string;
  readonly coins?: bigint;
  readonly givers?: readonly Giver[];
}

/** A challenge and what became of it. Times of the window are of the wallets' clock, all others of the origin's. */
export interface StoredBattle {
  readonly id: string;
  readonly status: BattleStatus;
  readonly seconds: number;
  readonly invitedAtMs: number;
  readonly expiresAtMs: number;
  /** The challenger's stands first. */
  readonly sides: readonly [BattleSide, BattleSide];
  /** Gifts count that were accepted from the first on and before the second. There since it was accepted. */
  readonly startsAtMs?: number;
  readonly endsAtMs?: number;
  /** The room whose side gave up. */
  readonly forfeitedBy?: string;
  /** The last entry of every wallet shard, read when every wallets server's clock had passed the bell. */
  readonly heads?: readonly ShardPoint[];
  readonly outcome?: BattleOutcome;
  readonly finalAtMs?: number;
}

/** Provisional scores of a battle that is not final, in the order of its sides; minor units. */
export type Scores = readonly [bigint, bigint];

/** Who has won. Who gave up has lost whatever the score; with equal scores nobody has won. */
export function outcomeOf(battle: StoredBattle, [first, second]: Scores): BattleOutcome {
  const [one, other] = battle.sides;
  if (battle.forfeitedBy !== undefined) {
    const winner = battle.forfeitedBy === one.roomId ? other.roomId : one.roomId;
    return { kind: 'forfeit', winner };
  }
  if (first === second) return { kind: 'draw' };
  return { kind: 'won', winner: first > second ? one.roomId : other.roomId };
}

/** As the API shows it. */
export function battleView(battle: StoredBattle, scores: Scores): Battle {
  const { id, status, seconds, startsAtMs, endsAtMs, outcome } = battle;
  return {
    ...{ id, status, seconds, invitedAt: iso(battle.invitedAtMs), expiresAt: iso(battle.expiresAtMs) },
    ...(startsAtMs === undefined ? {} : { startsAt: iso(startsAtMs) }),
    ...(endsAtMs === undefined ? {} : { endsAt: iso(endsAtMs) }),
    sides: battle.sides.map(({ roomId, hostId, hostName, coins, givers }, at) => ({
      streamId: roomId,
      host: { id: hostId, handle: hostName },
      coins: String(coins ?? scores[at]),
      ...(givers === undefined
        ? {}
        : { top: givers.map(({ account, name, coins: given }) => ({ id: account, name, coins: String(given) })) }),
    })),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

/** As its rooms are told; undefined for a battle that never began. */
export function roomBattleOf(battle: StoredBattle, scores: Scores): RoomBattle | undefined {
  const { id, status, startsAtMs, endsAtMs, outcome } = battle;
  if (startsAtMs === undefined || endsAtMs === undefined) return undefined;
  if (status !== 'running' && status !== 'settling' && status !== 'final') return undefined;
  return {
    ...{ battle: id, state: status, startsAtMs, endsAtMs },
    sides: battle.sides.map(({ roomId, hostId, hostName, coins, givers }, at) => ({
      room: roomId,
      host: { id: hostId, name: hostName },
      coins: String(coins ?? scores[at]),
      ...(givers === undefined
        ? {}
        : {
            top: givers.map(({ account, name, coins: given }) => ({
              person: { id: account, name },
              coins: String(given),
            })),
          }),
    })),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

/** As the two hosts are told of it. */
export function challengeOf(battle: StoredBattle): BattleChallenge {
  const [from, to] = battle.sides;
  const end = ({ roomId, hostId, hostName }: BattleSide) => ({ room: roomId, host: { id: hostId, name: hostName } });
  const { id, seconds, expiresAtMs: untilMs } = battle;
  return { battle: id, from: end(from), to: end(to), seconds, untilMs, state: challengeState(battle.status) };
}

function challengeState(status: BattleStatus): BattleChallenge['state'] {
  switch (status) {
    case 'invited':
    case 'declined':
    case 'expired':
    case 'cancelled':
      return status;
    case 'running':
    case 'settling':
    case 'final':
      return 'accepted';
    default:
      return status satisfies never;
  }
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
