import type { ErasureStepResult } from '@halobuzz/core/api/internal-erasure';
import { limits } from '@halobuzz/core/limits';
import { cacheKeys, controlKeys, roomKeys } from '@halobuzz/core/rooms/keys';
import {
  type BoardPeriod,
  boardPeriods,
  HOSTS_BOARD,
  leaderboardKeys,
  periodStart,
} from '@halobuzz/core/rooms/leaderboards';
import type { ChainableCommander, Redis } from 'ioredis';
import type { Db } from 'mongodb';
import { giftRollups } from '../../../adapters/mongo/gift-rollups.ts';
import type { RoomStore } from '../../../adapters/redis/room-redis.ts';
import { type ErasedPerson, pieceDone, pieceMore } from './erasure-service.ts';
import { forgetInLog } from './forget-in-log.ts';

export interface EraseRoomsDeps {
  readonly db: Db;
  readonly control: Redis;
  readonly rooms: RoomStore;
  readonly clock: () => number;
}

/**
 * What Redis knows of somebody: rooms that are live or ended a moment ago, boards, sums behind them, cached answers, tries and
 * admissions. Rooms that ended before expired by themselves.
 */
export async function eraseRooms(deps: EraseRoomsDeps, person: ErasedPerson): Promise<ErasureStepResult> {
  const given = await eraseGiven(deps, person.accountId);
  if (given.rollups > 0) return pieceMore({ boards: given.boards, rollups_gifts: given.rollups });
  const counts = {
    boards: await eraseOwnBoards(deps, person.accountId),
    rooms: await eraseInRooms(deps, person),
    control_keys: await dropKeys(deps.control, [
      controlKeys.imageUploads(person.accountId),
      ...controlKeys.hostSketches(person.accountId),
      ...(await scanned(deps.control, controlKeys.admitted('*', person.accountId))),
      ...(await scanned(deps.control, `*:tries:${person.accountId}`)),
    ]),
    cached_answers: await eraseCached(deps.control, person),
  };
  const sums = await giftRollups(deps.db).deleteMany({ kind: { $in: ['gifter', 'host'] }, hostId: person.accountId });
  return pieceDone({ ...counts, rollups_gifts: sums.deletedCount });
}

/** The boards that may still be there: of this period and of the one before, which is shown for a while. */
function boardsOf(owner: string, nowMs: number) {
  const starts = (period: BoardPeriod): readonly number[] => {
    const start = periodStart(period, nowMs);
    if (period === 'all') return [start];
    return [start, start - (period === 'week' ? 7 : 1)];
  };
  return boardPeriods.flatMap((period) => starts(period).map((start) => leaderboardKeys(owner, period, start)));
}

/**
 * Takes the person off the boards of some hosts to whom they gave, then forgets the sums by which those were found: somebody who
 * gave to thousands is let go of piece by piece.
 */
async function eraseGiven({ db, rooms, clock }: EraseRoomsDeps, accountId: string) {
  const sums = giftRollups(db);
  const found = await sums
    .find({ account: accountId }, { projection: { hostId: 1 }, hint: 'account' })
    .limit(limits.erasureBoardsAtOnceMax)
    .toArray();
  const nowMs = clock();
  let boards = 0;
  for (const owner of new Set(found.map(({ hostId }) => hostId))) {
    boards += await dropFromBoards(rooms(owner).redis, owner, accountId, nowMs);
  }
  const { deletedCount: rollups } = await sums.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } });
  return { boards, rollups };
}

async function eraseOwnBoards({ rooms, clock }: EraseRoomsDeps, accountId: string): Promise<number> {
  const nowMs = clock();
  const changed = await dropFromBoards(rooms(HOSTS_BOARD).redis, HOSTS_BOARD, accountId, nowMs);
  const own = boardsOf(accountId, nowMs).flatMap(({ board, names }) => [board, names]);
  return changed + (await dropKeys(rooms(accountId).redis, own));
}

/** In one round trip: all boards of an owner lie in one slot. */
async function dropFromBoards(redis: Redis, owner: string, accountId: string, nowMs: number): Promise<number> {
  const pipeline = redis.pipeline();
  for (const { board, names } of boardsOf(owner, nowMs)) pipeline.zrem(board, accountId).hdel(names, accountId);
  return sumOfCounts(await pipeline.exec());
}

/** @throws what any of the commands was refused with: a name that was not taken off a board must be tried again */
function sumOfCounts(done: Awaited<ReturnType<ChainableCommander['exec']>>): number {
  let sum = 0;
  for (const [error, count] of done ?? []) {
    if (error !== null) throw error;
    if (typeof count === 'number') sum += count;
  }
  return sum;
}

/** In every room that Redis may still hold: names, places on lists, standing, and what they said. */
async function eraseInRooms({ db, rooms, clock }: EraseRoomsDeps, person: ErasedPerson): Promise<number> {
  const since = new Date(clock() - limits.roomKeysLifeAfterEndMs);
  const held = db
    .collection<{ _id: string }>('livestreams')
    .find({ $or: [{ status: 'live' }, { endedAt: { $gte: since } }] }, { projection: { _id: 1 } });
  let changed = 0;
  for await (const { _id } of held) changed += await eraseInRoom(rooms(_id).redis, _id, person);
  return changed;
}

async function eraseInRoom(redis: Redis, roomId: string, { accountId }: ErasedPerson): Promise<number> {
  const keys = roomKeys(roomId);
  const standing = ['m', 'b', 'k', 'd', 'i', 'a'].map((kind) => `${kind}:${accountId}`);
  const done = await redis
    .pipeline()
    .hdel(keys.names, accountId)
    .zrem(keys.top, accountId)
    .zrem(keys.battleGivers, accountId)
    .zrem(keys.spoke, accountId)
    .hdel(keys.members, accountId)
    .hdel(keys.rules, ...standing)
    .exec();
  let changed = sumOfCounts(done);
  const marked = Buffer.from(accountId);
  for (const [id, body] of Object.entries(await redis.hgetallBuffer(keys.chatBodies))) {
    if (!body.includes(marked)) continue;
    sumOfCounts(await redis.pipeline().hdel(keys.chatBodies, id).lrem(keys.chat, 0, id).exec());
    changed += 1;
  }
  return changed + (await forgetInLog(redis, keys.log, accountId));
}

/** Answers that name the person, whoever asked for them. */
async function eraseCached(control: Redis, { accountId, username }: ErasedPerson): Promise<number> {
  const marks = [accountId, ...(username === '' ? [] : [username])];
  let changed = 0;
  for (const key of await scanned(control, cacheKeys.entry('*'))) {
    const text = (await control.get(key)) ?? '';
    if (marks.some((mark) => key.includes(mark) || text.includes(mark))) changed += await control.unlink(key);
  }
  return changed;
}

async function scanned(redis: Redis, pattern: string): Promise<readonly string[]> {
  const found = new Set<string>();
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', limits.erasureBatchRowsMax);
    for (const key of keys) found.add(key);
    cursor = next;
  } while (cursor !== '0');
  return [...found];
}

/** One by one: they may lie in different slots of a cluster. */
async function dropKeys(redis: Redis, keys: readonly string[]): Promise<number> {
  let dropped = 0;
  for (const key of keys) dropped += await redis.unlink(key);
  return dropped;
}
