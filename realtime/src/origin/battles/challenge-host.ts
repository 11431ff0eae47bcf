import type { BattleAct, ChallengeRequest } from '@halobuzz/core/api/battles';
import type { RandomBytes } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import type { Actor } from '@halobuzz/core/tokens';
import type { Relations } from '../people/relations.ts';
import type { LiveLivestream } from '../streams/livestream.ts';
import { type AdvanceBattleDeps, advanceBattle, moveOn } from './advance-battle.ts';
import type { BattleSide, StoredBattle } from './battle.ts';
import { ringEarly } from './run-battles.ts';

export type ChallengeDeps = AdvanceBattleDeps & {
  readonly random: RandomBytes;
  readonly relations: Pick<Relations, 'between'>;
};

/**
 * The host of a live broadcast challenges that of another. The same challenge again answers the one that stands.
 *
 * @throws AppError `room_not_found`, `stream_not_live` (these of the opponent name the field), `stream_not_yours`,
 * `battle_own_room`, `battle_refused` (one of them has blocked the other), `battle_busy`, `rate_limited` (a no, or no
 * answer, a moment ago)
 */
export async function challengeHost(
  deps: ChallengeDeps,
  actor: Pick<Actor, 'account'>,
  roomId: string,
  { opponent, seconds }: ChallengeRequest,
): Promise<StoredBattle> {
  if (opponent === roomId) throw new AppError('battle_own_room');
  const own = await liveOr(deps, roomId);
  if (own.hostId !== actor.account) throw new AppError('stream_not_yours');
  const other = await liveOr(deps, opponent, 'opponent');
  const relation = await deps.relations.between(own.hostId, other.hostId);
  if (relation.blocking || relation.blockedBy) throw new AppError('battle_refused');
  const nowMs = deps.clock();
  const refusedAtMs = await deps.battles.lastRefusal(roomId, opponent, nowMs - limits.battleRepeatMs);
  if (refusedAtMs !== undefined) {
    throw new AppError('rate_limited', { retryAfterMs: refusedAtMs + limits.battleRepeatMs - nowMs });
  }
  const battle: StoredBattle = {
    id: newOpaqueId('bt', deps.random),
    ...{ status: 'invited', seconds, invitedAtMs: nowMs, expiresAtMs: nowMs + limits.battleChallengeLifeMs },
    sides: [sideOf(own), sideOf(other)],
  };
  if (await deps.battles.insert(battle, nowMs + limits.battleClaimMs)) {
    deps.onBattle?.('invited');
    return advanceBattle(deps, battle);
  }
  const standing = await deps.battles.keeping(roomId);
  const same = standing?.status === 'invited' && standing.sides[0].roomId === roomId;
  if (standing === undefined || !same || standing.sides[1].roomId !== opponent || standing.seconds !== seconds) {
    throw new AppError('battle_busy');
  }
  return advanceBattle(deps, standing);
}

/**
 * What a host does with a battle. Accepting and declining is the challenged host's; taking a challenge back the
 * challenger's; a running battle either may give up, and the other has won. Again is no error once it is so.
 *
 * @throws AppError `battle_not_found`, `battle_not_yours`, `battle_expired`, `battle_closed`, `stream_not_live`
 */
export async function actOnBattle(
  deps: ChallengeDeps,
  actor: Pick<Actor, 'account'>,
  id: string,
  act: BattleAct,
): Promise<StoredBattle> {
  const battle = await deps.battles.get(id);
  if (battle === undefined) throw new AppError('battle_not_found');
  const [challenger, challenged] = battle.sides;
  const own = battle.sides.find(({ hostId }) => hostId === actor.account);
  // Whom it does not concern learns of a battle once it runs.
  if (own === undefined) throw new AppError(isPublic(battle) ? 'battle_not_yours' : 'battle_not_found');
  if (act === 'cancel' && battle.startsAtMs !== undefined) {
    const rung = battle.status === 'running' ? await ringEarly(deps, battle, own.roomId) : battle;
    if (rung.forfeitedBy !== own.roomId) throw new AppError('battle_closed');
    return rung;
  }
  if (own !== (act === 'cancel' ? challenger : challenged)) throw new AppError('battle_not_yours');
  if (battle.status === doneBy[act]) return battle;
  if (battle.status === 'expired') throw new AppError('battle_expired');
  if (battle.status !== 'invited') throw new AppError('battle_closed');
  if (deps.clock() >= battle.expiresAtMs) {
    await moveOn(deps, battle, 'expired');
    throw new AppError('battle_expired');
  }
  const moved = act === 'accept' ? await begin(deps, battle) : await moveOn(deps, battle, doneBy[act]);
  if (moved.status !== doneBy[act]) throw new AppError('battle_closed');
  return moved;
}

const doneBy = { accept: 'running', decline: 'declined', cancel: 'cancelled' } as const;

/** Gifts count a few seconds later, by the wallets' clock: both rooms know of the battle before the first that does. */
async function begin(deps: ChallengeDeps, battle: StoredBattle): Promise<StoredBattle> {
  for (const { roomId } of battle.sides) await liveOr(deps, roomId);
  const startsAtMs = (await deps.battleLedger.walletNowMs()) + limits.battleLeadMs;
  return moveOn(deps, battle, 'running', { startsAtMs, endsAtMs: startsAtMs + battle.seconds * 1_000 });
}

/** Whether anybody may know of it; challenges, and what became of those that led to nothing, are their hosts' own. */
export function isPublic({ status }: Pick<StoredBattle, 'status'>): boolean {
  return status === 'running' || status === 'settling' || status === 'final';
}

async function liveOr(deps: ChallengeDeps, roomId: string, field?: string): Promise<LiveLivestream> {
  const found = await deps.livestreams.get(roomId);
  const of = (message: string) => (field === undefined ? {} : { errors: [{ field, message }] });
  // An opponent that is not listed is not to be found by trying ids.
  const hidden = found === undefined || found.status === 'draft' || (field !== undefined && !found.listed);
  if (hidden) throw new AppError('room_not_found', of('is no broadcast'));
  if (found.status !== 'live') throw new AppError('stream_not_live', of('is not live'));
  return found;
}

function sideOf({ id, hostId, hostHandle }: LiveLivestream): BattleSide {
  return { roomId: id, hostId, hostName: hostHandle };
}
