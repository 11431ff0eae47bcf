import { walletShardOf } from '@halobuzz/core/ids';
import { encodeIntent, type Intent } from '@halobuzz/core/ledger/intent';
import { limits, WALLET_SHARDS } from '@halobuzz/core/limits';
import { Binary, type ClientSession, type Db } from 'mongodb';
import { serveLines } from '../../loadtests/bench/line-worker.ts';
import { connectMongo } from '../../realtime/src/adapters/mongo/connection.ts';
import {
  accountBalances,
  ledgerHeads,
  transactionLegs,
  transactions,
} from '../../realtime/src/adapters/mongo/ledger-collections.ts';
import { type ChainHead, chainEntries, type ShardDocs } from '../../realtime/src/ledger/chain-docs.ts';
import { chainHeadOf } from '../../realtime/src/ledger/shard-table.ts';
import type { JudgedEntry } from '../../realtime/src/ledger/stream-entry.ts';
import { createLifecycle } from '../../realtime/src/lifecycle.ts';
import { silentLog } from './bench-stores.ts';
import { type Drained, drainedSince } from './ledger-drained.ts';
import { type GiftBook, type GiftPlan, giftBook } from './ledger-gifts.ts';

type None = Record<string, never>;

/** The peer that does nothing but write documents that it made before. */
export type BareCommands = {
  readonly open: {
    readonly args: { readonly mongoUri: string; readonly database: string; readonly plan: GiftPlan };
    readonly answer: None;
  };
  /** Makes the documents of a grant for every sender. */
  readonly prepareFunds: { readonly args: None; readonly answer: None };
  /** Makes the documents of the next gifts. */
  readonly prepare: { readonly args: { readonly count: number }; readonly answer: None };
  /** Writes what was prepared; the time runs as in the ledger's. */
  readonly drain: { readonly args: None; readonly answer: Drained };
};

/**
 * The peer of the drain: the documents that the ledger would write, made before the clock runs, written as the driver's
 * manual shows it, in transactions of the same size, as many at once. No stream, no judging, no hashing, no reading.
 */

const owner = 'bare';
const lifecycle = createLifecycle(silentLog);

/** Documents of one transaction. */
type Batch = readonly ShardDocs[];

let opened: { readonly db: Db; readonly sessions: readonly ClientSession[]; readonly book: GiftBook } | undefined;
const heads = new Map<number, ChainHead>();
const wallets = new Map<string, bigint>();
const balances = new Map<string, bigint>();
let batches: Batch[] = [];
let given = 0;

function current() {
  if (opened === undefined) throw new Error('not open');
  return opened;
}

/** Makes the entries' documents and lays them out in batches as the writer does with a backlog: shard after shard. */
function prepare(intents: readonly Intent[]): void {
  const byShard = new Map<number, Intent[]>();
  for (const intent of intents) {
    const shard = walletShardOf(intent.wallet);
    const list = byShard.get(shard) ?? [];
    list.push(intent);
    byShard.set(shard, list);
  }
  let batch: ShardDocs[] = [];
  let room: number = limits.ledgerBatchEntriesMax;
  while (byShard.size > 0) {
    for (const [shard, waiting] of byShard) {
      const docs = chain(shard, waiting.splice(0, room));
      room -= docs.transactions.length;
      batch.push(docs);
      if (waiting.length === 0) byShard.delete(shard);
      if (room > 0) continue;
      batches.push(batch);
      batch = [];
      room = limits.ledgerBatchEntriesMax;
    }
  }
  if (batch.length > 0) batches.push(batch);
}

function chain(shard: number, intents: readonly Intent[]): ShardDocs {
  const head = heads.get(shard);
  if (head === undefined) throw new Error(`no head of shard ${shard}`);
  const entries = intents.map((intent, index): JudgedEntry => {
    const change = intent.kind === 'gift' ? -intent.amount : intent.amount;
    const balanceAfter = (wallets.get(intent.wallet) ?? 0n) + change;
    wallets.set(intent.wallet, balanceAfter);
    return {
      epoch: head.epoch,
      sequence: head.sequence + BigInt(index) + 1n,
      balanceAfter,
      acceptedAtMs: BigInt(Date.now()),
      intentBytes: encodeIntent(intent),
      posting: { kind: 'intent', intent, effects: { change, outcome: 'posted' } },
      fields: new Map(),
    };
  });
  const docs = chainEntries(shard, head, entries, balances);
  for (const { id, change } of docs.changes) balances.set(id, (balances.get(id) ?? 0n) + change);
  heads.set(shard, docs.to);
  return docs;
}

async function write(session: ClientSession, db: Db, batch: Batch): Promise<void> {
  await session.withTransaction(
    async () => {
      const updatedAt = new Date();
      for (const { shard, from, to } of batch) {
        const moved = await ledgerHeads(db).updateOne(
          { _id: shard, owner, epoch: from.epoch, sequence: from.sequence, hash: new Binary(from.hash) },
          { $set: { sequence: to.sequence, hash: new Binary(to.hash), updatedAt } },
          { session },
        );
        if (moved.matchedCount !== 1) throw new Error(`the head of shard ${shard} moved`);
      }
      await transactions(db).insertMany(
        batch.flatMap((part) => part.transactions),
        { session },
      );
      await transactionLegs(db).insertMany(
        batch.flatMap((part) => part.legs),
        { session },
      );
      const changes = batch
        .flatMap((part) => part.changes)
        .map(({ id, change, account, currency, shard, userId }) => ({
          updateOne: {
            filter: { _id: id },
            update: {
              $inc: { balance: change },
              $set: { updatedAt },
              $setOnInsert: { account, currency, shard, userId },
            },
            upsert: true,
          },
        }));
      await accountBalances(db).bulkWrite(changes, { session, ordered: false });
    },
    { writeConcern: { w: 'majority', journal: true }, readConcern: { level: 'snapshot' } },
  );
}

/** Batches in order, but for those of which a shard is under way: as many at once as the writer has. */
async function drain(): Promise<Drained> {
  const { db, sessions } = current();
  const waiting = batches;
  batches = [];
  const busy = new Set<number>();
  let first: { readonly entries: number; readonly atMs: number } | undefined;
  let [lastMs, total] = [0, 0];
  const take = (): Batch | undefined => {
    const passed = new Set(busy);
    const found = waiting.findIndex((batch) => {
      const free = batch.every(({ shard }) => !passed.has(shard));
      for (const { shard } of batch) passed.add(shard);
      return free;
    });
    return found === -1 ? undefined : waiting.splice(found, 1)[0];
  };
  const startedMs = performance.now();
  await new Promise<void>((resolve, reject) => {
    const idle = [...sessions];
    const pump = (): void => {
      if (waiting.length === 0 && idle.length === sessions.length) return resolve();
      for (;;) {
        const session = idle.pop();
        const batch = session === undefined ? undefined : take();
        if (session === undefined || batch === undefined) {
          if (session !== undefined) idle.push(session);
          return;
        }
        for (const { shard } of batch) busy.add(shard);
        write(session, db, batch).then(() => {
          lastMs = performance.now();
          const entries = batch.reduce((sum, part) => sum + part.transactions.length, 0);
          first ??= { entries, atMs: lastMs };
          total += entries;
          for (const { shard } of batch) busy.delete(shard);
          idle.push(session);
          pump();
        }, reject);
      }
    };
    pump();
  });
  return drainedSince(startedMs, first, { entries: total, atMs: lastMs });
}

serveLines<BareCommands>({
  async open({ mongoUri, database, plan }) {
    const client = await connectMongo(mongoUri, lifecycle);
    const db = client.db(database);
    await ledgerHeads(db).updateMany({}, { $set: { owner, state: 'open' } });
    for (const head of await ledgerHeads(db).find().toArray()) heads.set(head._id, chainHeadOf(head));
    if (heads.size !== WALLET_SHARDS) throw new Error('the database is not migrated');
    const sessions = Array.from({ length: limits.ledgerTransactionsInFlightMax }, () => client.startSession());
    opened = { db, sessions, book: giftBook(plan) };
    return {};
  },
  async prepareFunds() {
    const { book } = current();
    prepare(book.senders.map((_, n) => book.grantOf(n)));
    return {};
  },
  async prepare({ count }) {
    const { book } = current();
    prepare(Array.from({ length: count }, (_, n) => book.giftOf(given + n).intent));
    given += count;
    return {};
  },
  drain,
});
