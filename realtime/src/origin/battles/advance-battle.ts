import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import type { LivestreamStore } from '../streams/livestream-store.ts';
import { hasPassed } from '../streams/summary.ts';
import { type BattleSide, challengeOf, outcomeOf, roomBattleOf, type Scores, type StoredBattle } from './battle.ts';
import type { BattleLedger } from './battle-ledger.ts';
import type { BattleWatch } from './battle-metrics.ts';
import type { BattleRooms } from './battle-rooms.ts';
import type { BattleStore } from './battle-store.ts';

export interface AdvanceBattleDeps extends BattleWatch {
  readonly battles: BattleStore;
  readonly battleRooms: BattleRooms;
  readonly battleLedger: BattleLedger;
  readonly livestreams: Pick<LivestreamStore, 'get'>;
  readonly clock: Clock;
}

/**
 * Does what is to be done about a battle now: tells rooms and hosts how it stands, and takes it further when its time has
 * come. Every step is written before it is told and may be repeated, so whoever comes after a crash does the rest; until
 * then it is due again when a claim's time is over. Whoever calls holds the battle until its next due time.
 */
export async function advanceBattle(deps: AdvanceBattleDeps, battle: StoredBattle): Promise<StoredBattle> {
  const { battles } = deps;
  switch (battle.status) {
    case 'invited': {
      if (deps.clock() >= battle.expiresAtMs) return moveOn(deps, battle, 'expired');
      await deps.battleRooms.challenge(challengeOf(battle));
      await battles.dueAgain(battle.id, 'invited', battle.expiresAtMs);
      return battle;
    }
    case 'running': {
      const endsAtMs = battle.endsAtMs ?? 0;
      // The wallets' clock rings the bell. Ours says when it is worth asking: if it is slow, the bell is told late.
      if (deps.clock() >= endsAtMs && (await deps.battleLedger.walletNowMs()) >= endsAtMs) {
        return ringBell(deps, battle);
      }
      await deps.battleRooms.challenge(challengeOf(battle));
      await tellRooms(deps, battle, [0n, 0n]);
      await battles.dueAgain(battle.id, 'running', Math.max(endsAtMs, deps.clock() + limits.battleSettleRetryMs));
      return battle;
    }
    case 'settling':
      return settle(deps, battle);
    case 'final':
      // Its sides have their scores.
      await tellRooms(deps, battle, [0n, 0n]);
      await battles.dueAgain(battle.id, 'final', undefined);
      return battle;
    case 'declined':
    case 'expired':
    case 'cancelled':
      await deps.battleRooms.challenge(challengeOf(battle));
      await battles.dueAgain(battle.id, battle.status, undefined);
      return battle;
    default:
      return battle.status satisfies never;
  }
}

/** Takes a battle to its next status, unless somebody else took it elsewhere, and tells of it. */
export async function moveOn(
  deps: AdvanceBattleDeps,
  battle: StoredBattle,
  to: StoredBattle['status'],
  changes: Parameters<BattleStore['move']>[3] = {},
): Promise<StoredBattle> {
  const dueAtMs = deps.clock() + limits.battleClaimMs;
  const moved = await deps.battles.move(battle.id, battle.status, to, changes, dueAtMs);
  // Somebody else was first, and tells of it.
  if (moved === undefined) return (await deps.battles.get(battle.id)) ?? battle;
  deps.onBattle?.(to);
  return advanceBattle(deps, moved);
}

/** The bell rings at its time: whose broadcast, and theirs alone, was over by then has given up. */
export async function ringBell(deps: AdvanceBattleDeps, battle: StoredBattle): Promise<StoredBattle> {
  const found = await Promise.all(battle.sides.map(({ roomId }) => deps.livestreams.get(roomId)));
  const over = battle.sides.filter((_, at) => {
    const livestream = found[at];
    return livestream?.status === 'ended' && livestream.endedAtMs < (battle.endsAtMs ?? 0);
  });
  const [lost] = over.length === 1 ? over : [];
  return moveOn(deps, battle, 'settling', lost === undefined ? {} : { forfeitedBy: lost.roomId });
}

/** The score is final once every shard's committed entries have passed the bell: then the ledger knows every gift. */
async function settle(deps: AdvanceBattleDeps, battle: StoredBattle): Promise<StoredBattle> {
  const { battles, battleLedger } = deps;
  const { id, startsAtMs = 0, endsAtMs = 0, sides } = battle;
  const nowMs = deps.clock();
  await tellThatTheBellRang(deps, battle);
  const heads = battle.heads ?? (await battleLedger.bellHeads(endsAtMs));
  if (heads !== undefined && battle.heads === undefined) await battles.noteHeads(id, heads);
  if (heads === undefined || !(await isSettled(deps, battle, heads))) {
    if (nowMs >= endsAtMs + limits.battleRoomsHeldMs) await battles.freeRooms(id);
    await battles.dueAgain(id, 'settling', nowMs + limits.battleSettleRetryMs);
    return battle;
  }
  const [one, other] = await Promise.all([
    sideAtTheEnd(deps, id, sides[0], startsAtMs, endsAtMs),
    sideAtTheEnd(deps, id, sides[1], startsAtMs, endsAtMs),
  ]);
  const outcome = outcomeOf(battle, [one.coins, other.coins]);
  return moveOn(deps, battle, 'final', { sides: [one, other], outcome, finalAtMs: nowMs });
}

/** Rooms are given a while to count their last gifts, for the names of who gave them; the score does not need them. */
async function isSettled(
  { battleLedger, clock }: AdvanceBattleDeps,
  { endsAtMs = 0 }: StoredBattle,
  heads: NonNullable<StoredBattle['heads']>,
): Promise<boolean> {
  const { committed, projected } = await battleLedger.progress();
  if (!hasPassed(committed, heads)) return false;
  return hasPassed(projected, heads) || clock() >= endsAtMs + limits.battleTopWaitMs;
}

async function sideAtTheEnd(
  { battleLedger, battleRooms }: AdvanceBattleDeps,
  battleId: string,
  side: BattleSide,
  startsAtMs: number,
  endsAtMs: number,
): Promise<BattleSide & { readonly coins: bigint }> {
  const [coins, givers] = await Promise.all([
    battleLedger.coinsWithin(side.roomId, startsAtMs, endsAtMs),
    // A room whose store is gone has a score and no names.
    battleRooms.givers(side.roomId, battleId, limits.battleGiversShownMax).catch(() => []),
  ]);
  return { ...side, coins, givers };
}

/** What the rooms have counted so far; nothing where a room knows nothing of the battle. */
export async function provisionalScores(
  { battleRooms }: Pick<AdvanceBattleDeps, 'battleRooms'>,
  { id, sides: [one, other] }: StoredBattle,
): Promise<Scores> {
  const [first, second] = await Promise.all([
    battleRooms.exchange(one.roomId, id, undefined),
    battleRooms.exchange(other.roomId, id, undefined),
  ]);
  return [first.coins ?? 0n, second.coins ?? 0n];
}

/** A rooms store that is away keeps nobody from the score: its room hears of it with the next try, or of the end alone. */
async function tellThatTheBellRang(deps: AdvanceBattleDeps, battle: StoredBattle): Promise<void> {
  try {
    await tellRooms(deps, battle, await provisionalScores(deps, battle));
  } catch {
    // Said again as long as it settles.
  }
}

/** Rooms that have been told already are told no more. */
async function tellRooms(deps: AdvanceBattleDeps, battle: StoredBattle, scores: Scores): Promise<void> {
  const now = roomBattleOf(battle, scores);
  if (now !== undefined) await deps.battleRooms.tell(now, deps.clock());
}
