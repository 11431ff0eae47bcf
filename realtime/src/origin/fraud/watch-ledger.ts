import { isWatched, type WatchedRule } from '@halobuzz/core/fraud/fraud-rule';
import { limits, WALLET_SHARDS } from '@halobuzz/core/limits';
import { type ClientSession, type Db, Long } from 'mongodb';
import { ledgerHeads, type TransactionDoc, transactions } from '../../adapters/mongo/ledger-collections.ts';
import { countGiftMinutes } from '../platform/count-gift-minutes.ts';
import { findingId, findingOf } from './findings.ts';
import {
  type ActivityDoc,
  fraudActivity,
  fraudCursors,
  fraudFindings,
  fraudWallets,
  hourMs,
  totalOf,
} from './fraud-collections.ts';
import type { FraudRules } from './fraud-rules.ts';
import { judgeTouched, type KnownKeys, type Touch } from './judge-touched.ts';
import { mongoFacts } from './mongo-facts.ts';

export interface WatchDeps {
  readonly db: Db;
  readonly fraudRules: Pick<FraudRules, 'current'>;
  readonly clock: () => number;
  /** Told after each pass how many committed entries are still to be looked at. */
  readonly onWatched?: (waiting: number) => void;
}

/** What one batch adds up to: each entry of the ledger belongs to an hour, by when Redis accepted it. */
interface Moved {
  readonly hour: number;
  readonly from: string;
  readonly to: string;
  gifts: number;
  coins: bigint;
}

/**
 * Looks at every committed entry of every shard once, in order. A batch's sums, what the rules say about it, and the
 * cursor are written in one transaction: after a crash the same batch is looked at again, and nothing twice. Shards come
 * one after the other, so that of two halves of a ring the later one sees the earlier. Run it in one process at a time; a
 * second one loses its batches to the first. @returns how many entries were looked at
 */
export async function watchLedger(deps: WatchDeps): Promise<number> {
  const { db } = deps;
  const rules = (await deps.fraudRules.current()).filter(({ enabled }) => enabled).filter(isWatched);
  const [heads, cursors] = await Promise.all([
    ledgerHeads(db)
      .find({}, { projection: { sequence: 1 } })
      .limit(WALLET_SHARDS)
      .toArray(),
    fraudCursors(db).find().limit(WALLET_SHARDS).toArray(),
  ]);
  const seen = new Map(cursors.map(({ _id, sequence }) => [Number(_id), BigInt(sequence)]));
  let looked = 0;
  const waiting = heads.reduce((sum, { _id, sequence }) => sum + BigInt(sequence) - (seen.get(Number(_id)) ?? 0n), 0n);
  // Every shard gets its turn in each pass, so that one with a long backlog keeps no other waiting.
  const behind = heads.filter(({ _id, sequence }) => BigInt(sequence) > (seen.get(Number(_id)) ?? 0n));
  for (let more = behind; more.length > 0 && looked < limits.fraudPassEntriesMax; ) {
    const next: typeof more = [];
    for (const head of more) {
      const count = await watchBatch(deps, rules, Number(head._id));
      looked += count;
      if (count === limits.fraudBatchEntriesMax) next.push(head);
    }
    more = next;
  }
  deps.onWatched?.(Math.max(0, Number(waiting) - looked));
  return looked;
}

/** One batch of one shard. @returns how many entries it had */
async function watchBatch({ db, clock }: WatchDeps, rules: readonly WatchedRule[], shard: number): Promise<number> {
  const session = db.client.startSession();
  try {
    return await session.withTransaction(
      async () => {
        const cursor = await fraudCursors(db).findOne({ _id: shard }, { session });
        const after = BigInt(cursor?.sequence ?? 0n);
        const entries = await transactions(db)
          .find({ shard, sequence: { $gt: after } }, { session, projection: { intent: 0, hash: 0, previousHash: 0 } })
          .sort({ sequence: 1 })
          .limit(limits.fraudBatchEntriesMax)
          .toArray();
        const last = entries.at(-1);
        if (last === undefined) return 0;
        const moved = movedBy(entries);
        const since = await addUp(db, session, entries, moved);
        await countGiftMinutes(db, session, entries);
        await judge(db, session, rules, moved, since, clock());
        await fraudCursors(db).updateOne(
          { _id: shard },
          { $set: { sequence: BigInt(last.sequence), at: new Date(clock()) } },
          { session, upsert: true },
        );
        return entries.length;
      },
      {
        readConcern: { level: 'snapshot' },
        writeConcern: { w: 'majority', journal: true },
        timeoutMS: limits.fraudStepTimeoutMs,
      },
    );
  } finally {
    await session.endSession();
  }
}

/** Gifts, gifts undone, and purchases, by hour, giver and receiver. */
function movedBy(entries: readonly TransactionDoc[]): readonly Moved[] {
  const sums = new Map<string, Moved>();
  for (const { type, status, userId, counterparty, amount, createdAt } of entries) {
    if (status !== 'completed') continue;
    const sign = type === 'gift_reversal' ? -1 : 1;
    if (type !== 'gift' && type !== 'purchase' && type !== 'gift_reversal') continue;
    const [hour, to] = [Math.floor(createdAt.getTime() / hourMs), type === 'purchase' ? '' : counterparty];
    const key = activityId(hour, userId, to);
    const sum = sums.get(key) ?? { hour, from: userId, to, gifts: 0, coins: 0n };
    sum.gifts += sign;
    sum.coins += BigInt(sign) * BigInt(amount);
    sums.set(key, sum);
  }
  return [...sums.values()];
}

async function addUp(
  db: Db,
  session: ClientSession,
  entries: readonly TransactionDoc[],
  moved: readonly Moved[],
): Promise<ReadonlyMap<string, Date>> {
  const first = new Map<string, Date>();
  for (const { userId, createdAt } of entries) if (!first.has(userId)) first.set(userId, createdAt);
  await fraudWallets(db).bulkWrite(
    [...first].map(([_id, since]) => ({
      updateOne: { filter: { _id }, update: { $setOnInsert: { since } }, upsert: true },
    })),
    { session, ordered: false },
  );
  if (moved.length === 0) return new Map();
  const wallets = [...new Set(moved.map(({ from }) => from))];
  const known = await fraudWallets(db)
    .find({ _id: { $in: wallets } }, { session })
    .limit(wallets.length)
    .toArray();
  const since = new Map(known.map(({ _id, since: at }) => [_id, at]));
  const totals = new Map<string, Moved>();
  for (const { hour, to, gifts, coins } of moved) {
    if (to === '') continue;
    const total = totals.get(`${hour}|${to}`) ?? { hour, from: totalOf(to), to: '', gifts: 0, coins: 0n };
    totals.set(`${hour}|${to}`, { ...total, gifts: total.gifts + gifts, coins: total.coins + coins });
  }
  const writes = [...moved, ...totals.values()].map(({ hour, from, to, gifts, coins }) => {
    const set: Partial<ActivityDoc> = { hour: new Date(hour * hourMs), from, to };
    const at = to === '' ? undefined : since.get(from);
    return {
      updateOne: {
        filter: { _id: activityId(hour, from, to) },
        update: {
          $inc: { gifts, coins: Long.fromBigInt(coins) },
          $setOnInsert: at === undefined ? set : { ...set, fromSince: at },
        },
        upsert: true,
      },
    };
  });
  await fraudActivity(db).bulkWrite(writes, { session, ordered: false });
  return since;
}

async function judge(
  db: Db,
  session: ClientSession,
  rules: readonly WatchedRule[],
  moved: readonly Moved[],
  since: ReadonlyMap<string, Date>,
  nowMs: number,
): Promise<void> {
  const facts = mongoFacts(db, session);
  const byHour = new Map<number, Touch[]>();
  for (const { hour, from, to } of moved) {
    const touch = { from, to, fromSinceMs: since.get(from)?.getTime() };
    byHour.set(hour, [...(byHour.get(hour) ?? []), touch]);
  }
  for (const [hour, touches] of byHour) {
    for (const judged of await judgeTouched(facts, rules, touches, hour, knownFindings(db, session))) {
      const { _id, ...finding } = await findingOf(facts, judged, nowMs);
      await fraudFindings(db).updateOne({ _id }, { $setOnInsert: finding }, { session, upsert: true });
    }
  }
}

/** What was found on that day needs no second look, and no search for its evidence. */
function knownFindings(db: Db, session: ClientSession): KnownKeys {
  return async ({ id, version }, day, keys) => {
    if (keys.length === 0) return new Set();
    const byId = new Map(keys.map((key) => [findingId(id, version, day, key), key]));
    const found = await fraudFindings(db)
      .find({ _id: { $in: [...byId.keys()] } }, { session, projection: { _id: 1 } })
      .limit(byId.size)
      .toArray();
    return new Set(found.map(({ _id }) => byId.get(_id) ?? ''));
  };
}

function activityId(hour: number, from: string, to: string): string {
  return `${hour}|${from}|${to}`;
}
