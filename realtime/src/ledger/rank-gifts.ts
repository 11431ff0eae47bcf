import { boardPeriods, HOSTS_BOARD } from '@halobuzz/core/rooms/leaderboards';
import type { AggregationCursor, ClientSession, Db } from 'mongodb';
import { type GiftRollupDoc, type GiftSums, giftRollups, rollupId } from '../adapters/mongo/gift-rollups.ts';
import { type UpdateStatement, updateAll } from '../adapters/mongo/write-commands.ts';
import type { BoardId, BoardScore, Leaderboards } from '../adapters/redis/leaderboards.ts';
import type { CommittedGift, RoomGift } from './committed-gift.ts';
import { withGift } from './gift-sums.ts';
import type { RoomHost, RoomHosts } from './room-hosts.ts';

export interface RankDeps {
  readonly db: Db;
  /** Sums are counted in its transactions, one round after the other. */
  readonly session: ClientSession;
  readonly hosts: RoomHosts;
  readonly boards: Pick<Leaderboards, 'raise'>;
  /** Raises the list of one room's best givers; a room that is gone needs nothing. */
  readonly raiseRoom: (roomId: string, scores: readonly BoardScore[]) => Promise<void>;
  /** Boards could not be reached: they fall short until the giver's next gift, or a rebuild. */
  readonly onBoardsBehind: (error: unknown) => void;
}

/** Committed gifts of one shard, in the order of its entries. */
export interface RankedShard {
  readonly shard: number;
  readonly gifts: readonly RoomGift[];
  /** Rooms that will be given some of them later: their own lists must not be raised to sums that hold them. */
  readonly waiting: ReadonlySet<string>;
}

/** A gift of a known host's broadcast. */
interface HostedGift extends RoomHost {
  readonly shard: number;
  readonly roomId: string;
  readonly gift: CommittedGift;
}

type Draft = Pick<GiftRollupDoc, '_id' | 'kind' | 'hostId' | 'account' | 'shard'> & { readonly gifts: HostedGift[] };

/** Rounds that meet another process' begin again for so long. */
const countTimeoutMs = 5_000;

/**
 * Counts committed gifts of some shards in the sums that leaderboards come from, and raises the boards to them. MongoDB
 * counts each gift once: a document tells the last sequence in it and is replaced only as it was read, so neither a
 * repeat nor a second owner counts one again. Boards take the sums themselves, not steps. Rejects when MongoDB cannot be
 * asked; the same gifts are then to be given again.
 */
export async function rankGifts(deps: RankDeps, shards: readonly RankedShard[]): Promise<void> {
  const hosts = await deps.hosts([...new Set(shards.flatMap(({ gifts }) => gifts.map(({ room }) => room)))]);
  const hosted = shards.flatMap(({ shard, gifts }) =>
    gifts.flatMap(({ room, gift }): HostedGift[] => {
      const host = hosts.get(room);
      return host === undefined ? [] : [{ ...host, shard, roomId: room, gift }];
    }),
  );
  if (hosted.length === 0) return;
  const updated = await updateSums(deps, draftsOf(hosted));
  const waiting = new Map(shards.map((one) => [one.shard, one.waiting]));
  try {
    const names = new Map(
      hosted.flatMap(({ hostId, hostName, gift }) => [
        [hostId, hostName],
        [gift.account, gift.name],
      ]),
    );
    await raiseBoards(
      deps,
      updated,
      (account) => names.get(account) ?? '',
      (shard, room) => waiting.get(shard)?.has(room) === true,
    );
  } catch (error) {
    deps.onBoardsBehind(error);
  }
}

function draftsOf(hosted: readonly HostedGift[]): Draft[] {
  const drafts = new Map<string, Draft>();
  for (const one of hosted) {
    const { hostId, gift, shard } = one;
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

/**
 * All of a round in one transaction: a sum costs half of what it does by itself, and whoever counts the same ones at the
 * same time begins again with what it finds then.
 */
async function updateSums(
  { db, session }: Pick<RankDeps, 'db' | 'session'>,
  drafts: readonly Draft[],
): Promise<GiftRollupDoc[]> {
  const collection = giftRollups(db);
  const ids = drafts.map(({ _id }) => _id);
  return session.withTransaction(
    async () => {
      const known = new Map<string, GiftRollupDoc>();
      for (const doc of await collection.find({ _id: { $in: ids } }, { session }).toArray()) known.set(doc._id, doc);
      const updatedAt = new Date();
      const updated: GiftRollupDoc[] = [];
      const writes = drafts.flatMap(({ gifts, ...place }): UpdateStatement[] => {
        const before = known.get(place._id);
        const sums = gifts.reduce<GiftSums | undefined>((sum, one) => withGift(sum, summed(one)), before);
        if (sums === undefined) return [];
        const { sequence, all, day, week, room } = sums;
        const doc = { ...place, sequence, all, day, week, room, updatedAt };
        updated.push(doc);
        if (before?.sequence === sequence) return [];
        return [{ q: { _id: doc._id }, u: doc, upsert: before === undefined }];
      });
      await updateAll(db, session, collection.collectionName, writes);
      return updated;
    },
    {
      writeConcern: { w: 'majority', journal: true },
      readConcern: { level: 'snapshot' },
      timeoutMS: countTimeoutMs,
    },
  );
}

function summed({ roomId, gift }: HostedGift) {
  return { sequence: BigInt(gift.sequence), coins: gift.coins, acceptedAtMs: gift.acceptedAtMs, roomId };
}

/**
 * Raises every board that these sums stand on; those of hosts are added up over all shards first. `waits`: whether a room's
 * own list must not be raised to sums of this shard.
 */
export async function raiseBoards(
  deps: Pick<RankDeps, 'db' | 'boards' | 'raiseRoom'>,
  docs: readonly GiftRollupDoc[],
  nameOf: (account: string) => string,
  waits: (shard: number, room: string) => boolean = () => false,
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
  for (const { kind, hostId, account, shard, ...sums } of docs) {
    if (kind !== 'gifter') continue;
    put(hostId, account, sums);
    if (waits(shard, sums.room.id)) continue;
    const scores = rooms.get(sums.room.id) ?? [];
    scores.push({ account, name: nameOf(account), coins: sums.room.coins });
    rooms.set(sums.room.id, scores);
  }
  const hostIds = [...new Set(docs.flatMap(({ kind, hostId }) => (kind === 'host' ? [hostId] : [])))];
  const parts = await hostParts(deps.db, hostIds);
  for (const hostId of hostIds) put(HOSTS_BOARD, hostId, totalOf(parts.get(hostId) ?? []));
  await Promise.all([
    ...[...boards.values()].map(({ board, scores }) => deps.boards.raise(board, scores)),
    ...[...rooms].map(([roomId, scores]) => deps.raiseRoom(roomId, scores)),
  ]);
}

type HostPart = Pick<GiftSums, 'all' | 'day' | 'week'>;

/** What each host was given, added up in MongoDB over shards that were last given something on the same day: one or two sums for dozens. */
async function hostParts(db: Db, hostIds: readonly string[]): Promise<ReadonlyMap<string, readonly HostPart[]>> {
  const parts = new Map<string, HostPart[]>();
  for await (const { _id, all, day, week } of findHostParts(db, hostIds)) {
    const list = parts.get(_id.hostId) ?? [];
    list.push({ all, day: { start: _id.day, coins: day }, week: { start: _id.week, coins: week } });
    parts.set(_id.hostId, list);
  }
  return parts;
}

export function findHostParts(db: Db, hostIds: readonly string[]): AggregationCursor<HostPartDoc> {
  return giftRollups(db).aggregate<HostPartDoc>(
    [
      { $match: { kind: 'host', hostId: { $in: [...hostIds] } } },
      {
        $group: {
          _id: { hostId: '$hostId', day: '$day.start', week: '$week.start' },
          all: { $sum: '$all' },
          day: { $sum: '$day.coins' },
          week: { $sum: '$week.coins' },
        },
      },
    ],
    { hint: 'kind_host' },
  );
}

/** Sums of the shards that were last given something on the same day and in the same week. */
interface HostPartDoc {
  readonly _id: { readonly hostId: string; readonly day: number; readonly week: number };
  readonly all: bigint;
  readonly day: bigint;
  readonly week: bigint;
}

/** What the shards' sums come to; of days and weeks the newest. */
function totalOf(parts: readonly HostPart[]): HostPart {
  const spanOf = (span: 'day' | 'week') => {
    const start = Math.max(...parts.map((part) => part[span].start));
    const coins = parts.reduce((sum, part) => sum + (part[span].start === start ? part[span].coins : 0n), 0n);
    return { start, coins };
  };
  return { all: parts.reduce((sum, { all }) => sum + all, 0n), day: spanOf('day'), week: spanOf('week') };
}
