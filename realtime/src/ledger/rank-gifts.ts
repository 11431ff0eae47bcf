import { boardPeriods, HOSTS_BOARD } from '@halobuzz/core/rooms/leaderboards';
import type { AnyBulkWriteOperation, Db } from 'mongodb';
import { type GiftRollupDoc, type GiftSums, giftRollups, rollupId } from '../adapters/mongo/gift-rollups.ts';
import type { BoardId, BoardScore, Leaderboards } from '../adapters/redis/leaderboards.ts';
import type { CommittedGift } from './committed-gift.ts';
import { withGift } from './gift-sums.ts';
import type { RoomHost, RoomHosts } from './room-hosts.ts';

export interface RankDeps {
  readonly db: Db;
  readonly hosts: RoomHosts;
  readonly boards: Pick<Leaderboards, 'raise'>;
  /** Raises the list of one room's best givers; a room that is gone needs nothing. */
  readonly raiseRoom: (roomId: string, scores: readonly BoardScore[]) => Promise<void>;
  /** Boards could not be reached: they fall short until the giver's next gift, or a rebuild. */
  readonly onBoardsBehind: (error: unknown) => void;
}

/** A gift of a known host's broadcast. */
interface HostedGift extends RoomHost {
  readonly roomId: string;
  readonly gift: CommittedGift;
}

type Draft = Pick<GiftRollupDoc, '_id' | 'kind' | 'hostId' | 'account' | 'shard'> & { readonly gifts: HostedGift[] };

/**
 * Counts committed gifts of one shard in the sums that leaderboards come from, and raises the boards to them. MongoDB
 * counts each gift once: a document tells the last sequence in it and is replaced only as it was read, so neither a
 * repeat nor a second owner counts one again. Boards take the sums themselves, not steps. Rejects when MongoDB cannot be
 * asked; the same gifts are then to be given again.
 */
export async function rankGifts(
  deps: RankDeps,
  shard: number,
  gifts: readonly { readonly room: string; readonly gift: CommittedGift }[],
): Promise<void> {
  const hosts = await deps.hosts([...new Set(gifts.map(({ room }) => room))]);
  const hosted = gifts.flatMap(({ room, gift }): HostedGift[] => {
    const host = hosts.get(room);
    return host === undefined ? [] : [{ ...host, roomId: room, gift }];
  });
  if (hosted.length === 0) return;
  const updated = await updateSums(deps.db, draftsOf(shard, hosted));
  try {
    const names = new Map(
      hosted.flatMap(({ hostId, hostName, gift }) => [
        [hostId, hostName],
        [gift.account, gift.name],
      ]),
    );
    await raiseBoards(deps, updated, (account) => names.get(account) ?? '');
  } catch (error) {
    deps.onBoardsBehind(error);
  }
}

function draftsOf(shard: number, hosted: readonly HostedGift[]): Draft[] {
  const drafts = new Map<string, Draft>();
  for (const one of hosted) {
    const { hostId, gift } = one;
    const places = [
      { kind: 'gifter', account: gift.account, _id: rollupId('gifter', hostId, gift.account) },
      { kind: 'host', account: hostId, _id: rollupId('host', hostId, shard) },
    ] as const;
    for (const place of places) {
      const draft = drafts.get(place._id) ?? { ...place, hostId, shard, gifts: [] };
      draft.gifts.push(one);
      drafts.set(place._id, draft);
    }
  }
  return [...drafts.values()];
}

async function updateSums(db: Db, drafts: readonly Draft[]): Promise<GiftRollupDoc[]> {
  const collection = giftRollups(db);
  const known = new Map<string, GiftRollupDoc>();
  const ids = drafts.map(({ _id }) => _id);
  for (const doc of await collection.find({ _id: { $in: ids } }).toArray()) known.set(doc._id, doc);
  const updated: GiftRollupDoc[] = [];
  const writes = drafts.flatMap(({ gifts, ...place }): AnyBulkWriteOperation<GiftRollupDoc>[] => {
    const before = known.get(place._id);
    const sums = gifts.reduce<GiftSums | undefined>((sum, one) => withGift(sum, summed(one)), before);
    if (sums === undefined) return [];
    const { sequence, all, day, week, room } = sums;
    const doc = { ...place, sequence, all, day, week, room, updatedAt: new Date() };
    updated.push(doc);
    if (before === undefined) return [{ insertOne: { document: doc } }];
    if (before.sequence === sequence) return [];
    return [{ replaceOne: { filter: { _id: doc._id, sequence: before.sequence }, replacement: doc } }];
  });
  if (writes.length > 0) {
    const { matchedCount, insertedCount } = await collection.bulkWrite(writes, { ordered: false });
    if (matchedCount + insertedCount !== writes.length) throw new Error('gifts are being counted by another process');
  }
  return updated;
}

function summed({ roomId, gift }: HostedGift) {
  return { sequence: BigInt(gift.sequence), coins: gift.coins, acceptedAtMs: gift.acceptedAtMs, roomId };
}

/** Raises every board that these sums stand on. Those of hosts are added up over all shards first. */
export async function raiseBoards(
  deps: Pick<RankDeps, 'db' | 'boards' | 'raiseRoom'>,
  docs: readonly GiftRollupDoc[],
  nameOf: (account: string) => string,
): Promise<void> {
  const boards = new Map<string, { board: BoardId; scores: BoardScore[] }>();
  const rooms = new Map<string, BoardScore[]>();
  const put = (owner: string, account: string, sums: Pick<GiftSums, 'all' | 'day' | 'week'>): void => {
    for (const period of boardPeriods) {
      const { start, coins } = period === 'all' ? { start: 0, coins: sums.all } : sums[period];
      const key = `${owner}|${period}|${start}`;
      const entry = boards.get(key) ?? { board: { owner, period, start }, scores: [] };
      entry.scores.push({ account, name: nameOf(account), coins });
      boards.set(key, entry);
    }
  };
  for (const { kind, hostId, account, ...sums } of docs) {
    if (kind !== 'gifter') continue;
    put(hostId, account, sums);
    const scores = rooms.get(sums.room.id) ?? [];
    scores.push({ account, name: nameOf(account), coins: sums.room.coins });
    rooms.set(sums.room.id, scores);
  }
  const hostIds = [...new Set(docs.flatMap(({ kind, hostId }) => (kind === 'host' ? [hostId] : [])))];
  const parts = await giftRollups(deps.db)
    .find({ kind: 'host', hostId: { $in: hostIds } })
    .toArray();
  for (const hostId of hostIds) put(HOSTS_BOARD, hostId, totalOf(parts.filter((part) => part.hostId === hostId)));
  await Promise.all([
    ...[...boards.values()].map(({ board, scores }) => deps.boards.raise(board, scores)),
    ...[...rooms].map(([roomId, scores]) => deps.raiseRoom(roomId, scores)),
  ]);
}

/** What the shards' sums come to; of days and weeks the newest. */
function totalOf(parts: readonly GiftSums[]): Pick<GiftSums, 'all' | 'day' | 'week'> {
  const spanOf = (span: 'day' | 'week') => {
    const start = Math.max(...parts.map((part) => part[span].start));
    const coins = parts.reduce((sum, part) => sum + (part[span].start === start ? part[span].coins : 0n), 0n);
    return { start, coins };
  };
  return { all: parts.reduce((sum, { all }) => sum + all, 0n), day: spanOf('day'), week: spanOf('week') };
}
