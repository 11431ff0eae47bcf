import type { Collection, Db } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type { BattleSide, StoredBattle } from '../battles/battle.ts';
import type { BattleChanges, BattleStore } from '../battles/battle-store.ts';
import { amountOf, bigintOptions, wholeOf } from './numbers.ts';

/** As stored in `battles`. */
export interface BattleDocument {
  _id: string;
  status: StoredBattle['status'];
  seconds: number | bigint;
  invitedAt: Date;
  expiresAt: Date;
  sides: SideDocument[];
  startsAt?: Date;
  endsAt?: Date;
  finalAt?: Date;
  forfeitedBy?: string;
  heads?: { shard: number | bigint; epoch: number | bigint; sequence: number | bigint }[];
  outcome?: NonNullable<StoredBattle['outcome']>;
  keeps?: string[];
  open?: boolean;
  dueAt?: Date;
}

interface SideDocument {
  roomId: string;
  hostId: string;
  hostName: string;
  coins?: number | bigint;
  givers?: { account: string; name: string; coins: number | bigint }[];
}

const majority = { writeConcern: { w: 'majority' } } as const;
const openStatuses: readonly StoredBattle['status'][] = ['invited', 'running', 'settling'];

export function mongoBattles(db: Db): BattleStore {
  const collection: Collection<BattleDocument> = db.collection('battles', bigintOptions);
  return {
    async insert(battle, dueAtMs) {
      const { id, status, seconds, invitedAtMs, expiresAtMs, sides } = battle;
      const document: BattleDocument = {
        ...{ _id: id, status, seconds, invitedAt: new Date(invitedAtMs), expiresAt: new Date(expiresAtMs) },
        sides: sides.map(sideDocument),
        ...{ keeps: sides.map(({ roomId }) => roomId), open: true, dueAt: new Date(dueAtMs) },
      };
      try {
        await collection.insertOne(document, majority);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async get(id) {
      return stored(await collection.findOne({ _id: id }));
    },
    async keeping(roomId) {
      return stored(await collection.findOne(keepingQuery(roomId), { hint: 'one_per_room' }));
    },
    async newestOf(roomId, among) {
      const [found] = await collection
        .find({ 'sides.roomId': roomId, status: { $in: [...among] } })
        .sort({ invitedAt: -1 })
        .limit(1)
        .hint('room_newest')
        .toArray();
      return stored(found ?? null);
    },
    async lastRefusal(challenger, opponent, sinceMs) {
      const [found] = await collection
        .find(refusalQuery(challenger, opponent, sinceMs))
        .sort({ invitedAt: -1 })
        .limit(1)
        .hint('room_newest')
        .toArray();
      return found?.invitedAt.getTime();
    },
    async move(id, from, to, changes, dueAtMs) {
      const open = openStatuses.includes(to);
      const document = await collection.findOneAndUpdate(
        { _id: id, status: from },
        {
          $set: { status: to, ...changed(changes), dueAt: new Date(dueAtMs) },
          ...(open ? {} : { $unset: { keeps: '', open: '' } }),
        },
        { ...majority, returnDocument: 'after' },
      );
      return stored(document);
    },
    async noteHeads(id, heads) {
      const points = heads.map(({ shard, epoch, sequence }) => ({
        ...{ shard, epoch: BigInt(epoch), sequence: BigInt(sequence) },
      }));
      await collection.updateOne(
        { _id: id, status: 'settling', heads: { $exists: false } },
        { $set: { heads: points } },
        majority,
      );
    },
    async freeRooms(id) {
      await collection.updateOne({ _id: id, status: 'settling' }, { $unset: { keeps: '' } }, majority);
    },
    async claimDue(nowMs, untilMs) {
      const document = await collection.findOneAndUpdate(
        dueQuery(nowMs),
        { $set: { dueAt: new Date(untilMs) } },
        { ...majority, sort: { dueAt: 1 }, hint: { dueAt: 1 }, returnDocument: 'after' },
      );
      return stored(document);
    },
    async dueAgain(id, status, atMs) {
      const change = atMs === undefined ? { $unset: { dueAt: '' as const } } : { $set: { dueAt: new Date(atMs) } };
      await collection.updateOne({ _id: id, status }, change, majority);
    },
    async scanOpen(afterId, limit) {
      const documents = await collection
        .find({ open: true, _id: { $gt: afterId } })
        .sort({ _id: 1 })
        .limit(limit)
        .hint('open')
        .toArray();
      return documents.map(battleOf);
    },
  };
}

/** Queries are exported for the test that explains them. */
export function keepingQuery(roomId: string) {
  return { keeps: roomId };
}

export function dueQuery(nowMs: number) {
  return { dueAt: { $gt: new Date(0), $lte: new Date(nowMs) } };
}

export function refusalQuery(challenger: string, opponent: string, sinceMs: number) {
  const sides = { 'sides.roomId': challenger, 'sides.0.roomId': challenger, 'sides.1.roomId': opponent };
  return {
    ...sides,
    invitedAt: { $gte: new Date(sinceMs) },
    status: { $in: ['declined' as const, 'expired' as const, 'cancelled' as const] },
  };
}

function changed(changes: BattleChanges): Partial<BattleDocument> {
  const { startsAtMs, endsAtMs, finalAtMs, forfeitedBy, sides, outcome } = changes;
  return {
    ...(startsAtMs === undefined ? {} : { startsAt: new Date(startsAtMs) }),
    ...(endsAtMs === undefined ? {} : { endsAt: new Date(endsAtMs) }),
    ...(finalAtMs === undefined ? {} : { finalAt: new Date(finalAtMs) }),
    ...(forfeitedBy === undefined ? {} : { forfeitedBy }),
    ...(sides === undefined ? {} : { sides: sides.map(sideDocument) }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

function sideDocument({ roomId, hostId, hostName, coins, givers }: BattleSide): SideDocument {
  return {
    ...{ roomId, hostId, hostName },
    ...(coins === undefined ? {} : { coins }),
    ...(givers === undefined ? {} : { givers: givers.map((giver) => ({ ...giver })) }),
  };
}

function stored(document: BattleDocument | null): StoredBattle | undefined {
  return document === null ? undefined : battleOf(document);
}

function battleOf(document: BattleDocument): StoredBattle {
  const [one, other] = document.sides.map(sideOf);
  if (one === undefined || other === undefined) throw new Error(`battle ${document._id} has no two sides`);
  const { _id: id, status, startsAt, endsAt, finalAt, forfeitedBy, heads, outcome } = document;
  return {
    ...{ id, status, seconds: wholeOf(document.seconds), sides: [one, other] as const },
    ...{ invitedAtMs: document.invitedAt.getTime(), expiresAtMs: document.expiresAt.getTime() },
    ...(startsAt === undefined ? {} : { startsAtMs: startsAt.getTime() }),
    ...(endsAt === undefined ? {} : { endsAtMs: endsAt.getTime() }),
    ...(finalAt === undefined ? {} : { finalAtMs: finalAt.getTime() }),
    ...(forfeitedBy === undefined ? {} : { forfeitedBy }),
    ...(heads === undefined
      ? {}
      : {
          heads: heads.map(({ shard, epoch, sequence }) => ({
            ...{ shard: wholeOf(shard), epoch: wholeOf(epoch), sequence: wholeOf(sequence) },
          })),
        }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

function sideOf({ roomId, hostId, hostName, coins, givers }: SideDocument): BattleSide {
  return {
    ...{ roomId, hostId, hostName },
    ...(coins === undefined ? {} : { coins: amountOf(coins) }),
    ...(givers === undefined
      ? {}
      : { givers: givers.map(({ account, name, coins: given }) => ({ account, name, coins: amountOf(given) })) }),
  };
}
