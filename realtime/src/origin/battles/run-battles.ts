import { limits } from '@halobuzz/core/limits';
import type { OriginLog } from '../http/origin-log.ts';
import { severalAtOnce } from '../several-at-once.ts';
import { type AdvanceBattleDeps, advanceBattle, moveOn, ringBell } from './advance-battle.ts';
import type { StoredBattle } from './battle.ts';

export type RunBattlesDeps = AdvanceBattleDeps & {
  readonly log: OriginLog;
};

/**
 * Takes battles further whose time has come. Each goes to one origin; one that fails, or whose origin dies, comes back
 * when the claim's time is over. @returns how many were looked at.
 */
export async function advanceDueBattles(deps: RunBattlesDeps): Promise<number> {
  let looked = 0;
  const working = new Set<Promise<void>>();
  while (looked < limits.backgroundBatchMax) {
    if (working.size >= limits.battlesAtOnceMax) await Promise.race(working);
    const nowMs = deps.clock();
    const battle = await deps.battles.claimDue(nowMs, nowMs + limits.battleClaimMs);
    if (battle === undefined) break;
    looked += 1;
    const done = advanceBattle(deps, battle)
      .then(
        () => undefined,
        (err: unknown) =>
          deps.log.warn({ err, battle: battle.id, status: battle.status }, 'a battle could not be taken further yet'),
      )
      .finally(() => working.delete(done));
    working.add(done);
  }
  await Promise.all(working);
  return looked;
}

/**
 * One pass over what is open: tells each room of a battle the other's score, tells rooms of it that have forgotten, and
 * ends what a broadcast's end leaves without a side. A battle goes on while its host is only away.
 */
export async function keepBattles(deps: RunBattlesDeps): Promise<void> {
  let afterId = '';
  const counts = new Map<StoredBattle['status'], number>();
  for (;;) {
    const page = await deps.battles.scanOpen(afterId, limits.backgroundBatchMax);
    for (const { status } of page) counts.set(status, (counts.get(status) ?? 0) + 1);
    await severalAtOnce(page, limits.battlesAtOnceMax, (battle) =>
      keepBattle(deps, battle).catch((err: unknown) => {
        deps.log.warn({ err, battle: battle.id }, 'the rooms of a battle could not be told of each other');
      }),
    );
    const last = page.at(-1);
    if (last === undefined || page.length < limits.backgroundBatchMax) break;
    afterId = last.id;
  }
  deps.onBattlesOpen?.(counts);
}

async function keepBattle(deps: RunBattlesDeps, battle: StoredBattle): Promise<void> {
  const [one, other] = battle.sides;
  const first = await deps.battleRooms.exchange(one.roomId, battle.id, undefined);
  const second = await deps.battleRooms.exchange(other.roomId, battle.id, first.coins);
  if (second.coins !== undefined) await deps.battleRooms.exchange(one.roomId, battle.id, second.coins);
  if (battle.status === 'settling') return;
  const gone: string[] = [];
  if (!first.live && (await isOver(deps, one.roomId))) gone.push(one.roomId);
  if (!second.live && (await isOver(deps, other.roomId))) gone.push(other.roomId);
  const [lost] = gone;
  if (lost === undefined) {
    // A room that came back without it, or was never told.
    const forgot = battle.status === 'running' && (first.coins === undefined || second.coins === undefined);
    if (forgot) await deps.battles.dueAgain(battle.id, 'running', deps.clock());
  } else if (battle.status === 'invited') await moveOn(deps, battle, 'cancelled');
  // Of two that are gone nobody gave up to the other: the score decides.
  else await ringEarly(deps, battle, gone.length === 1 ? lost : undefined);
}

/** A room that is lost and not ended is ended, or healed, by those whose work that is. */
async function isOver(deps: RunBattlesDeps, roomId: string): Promise<boolean> {
  return (await deps.livestreams.get(roomId))?.status !== 'live';
}

/** The bell rings now, or as soon as both rooms have heard of it; what was given until then counts. Behind its time nobody gives up any more. */
export async function ringEarly(
  deps: AdvanceBattleDeps,
  battle: StoredBattle,
  forfeitedBy: string | undefined,
): Promise<StoredBattle> {
  const nowMs = await deps.battleLedger.walletNowMs();
  if (nowMs >= (battle.endsAtMs ?? nowMs)) return ringBell(deps, battle);
  const soonMs = nowMs + limits.battleForfeitBellMs;
  return moveOn(deps, battle, 'settling', {
    endsAtMs: Math.min(battle.endsAtMs ?? soonMs, soonMs),
    ...(forfeitedBy === undefined ? {} : { forfeitedBy }),
  });
}
