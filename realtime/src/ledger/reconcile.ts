import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { accounts } from '@halobuzz/core/ledger/postings';
import type { ClientSession, Db, MongoClient } from 'mongodb';
import { accountBalances, ledgerHeads, type Position } from '../adapters/mongo/ledger-collections.ts';
import type { WalletSession } from '../adapters/redis/wallet-connection.ts';
import { readShards } from '../adapters/redis/wallet-gate.ts';
import { entriesBeforeHole } from './shard-table.ts';
import { coinChangeOf, judgeEntry, receivableChangeOf, walletOf } from './stream-entry.ts';
import { readRange } from './stream-reader.ts';

export type Reconciliation =
  | { readonly kind: 'equal'; readonly wallets: number; readonly undrained: number }
  | { readonly kind: 'locked' }
  | { readonly kind: 'different'; readonly wallet: string; readonly redis: string; readonly expected: bigint };

const chunkWallets = 500;
const triesMax = 10;

class Retry extends Error {}

interface WalletSums {
  readonly coins: bigint;
  /** Below zero: owed. */
  readonly receivable: bigint;
}
const nothing: WalletSums = { coins: 0n, receivable: 0n };

/**
 * Whether Redis' balance of every wallet of a shard is MongoDB's committed one plus the entries not yet committed. Works
 * beside running traffic: MongoDB is read at one moment, each chunk of balances together with Redis' sequence.
 */
export async function reconcileShard(
  client: MongoClient,
  db: Db,
  redis: WalletSession,
  shard: number,
): Promise<Reconciliation> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await reconcileOnce(client, db, redis, shard);
    } catch (error) {
      // The stream was trimmed past the moment that was read: MongoDB has gone on, so read it again.
      if (!(error instanceof Retry) || tries === triesMax) throw error;
    }
  }
}

async function reconcileOnce(
  client: MongoClient,
  db: Db,
  redis: WalletSession,
  shard: number,
): Promise<Reconciliation> {
  const session = client.startSession({ snapshot: true });
  try {
    const head = await ledgerHeads(db).findOne({ _id: shard }, { session });
    const [state] = await readShards(redis, [shard]);
    if (head === null || state?.open !== true || state.head?.epoch !== head.epoch) return { kind: 'locked' };
    let wallets = 0;
    let chunk = new Map<string, WalletSums>();
    const receivables = await receivablesOf(db, session, shard);
    const known = accountBalances(db)
      .find({ shard, currency: 'COIN' }, { session, batchSize: chunkWallets })
      .sort({ _id: 1 });
    for await (const { account, userId, balance } of known) {
      if (account !== accounts.wallet(userId)) continue;
      chunk.set(userId, { coins: balance, receivable: receivables.get(userId) ?? 0n });
      receivables.delete(userId);
      wallets += 1;
      if (chunk.size < chunkWallets) continue;
      const different = await compareChunk(redis, shard, head, chunk, false);
      if (different.kind === 'different') return different;
      chunk = new Map();
    }
    for (const [subject, receivable] of receivables) chunk.set(subject, { coins: 0n, receivable });
    const rest = await compareChunk(redis, shard, head, chunk, true);
    return rest.kind === 'different' ? rest : { kind: 'equal', wallets, undrained: rest.undrained };
  } finally {
    await session.endSession();
  }
}

/** Few wallets ever owe anything: a refund took back more than they held. */
async function receivablesOf(db: Db, session: ClientSession, shard: number): Promise<Map<string, bigint>> {
  const prefix = accounts.receivable('');
  const found = await accountBalances(db)
    .find({ shard, currency: 'COIN', _id: { $gte: prefix, $lt: `${prefix}~` } }, { session })
    .toArray();
  return new Map(found.map(({ userId, balance }) => [userId, balance]));
}

type ChunkOutcome =
  | Extract<Reconciliation, { kind: 'different' }>
  | { readonly kind: 'equal'; readonly undrained: number };

/** `newcomers`: also wallets that only the undrained entries know. */
async function compareChunk(
  redis: WalletSession,
  shard: number,
  head: Position,
  committed: ReadonlyMap<string, WalletSums>,
  newcomers: boolean,
): Promise<ChunkOutcome> {
  const before = await undrainedOf(redis, shard, head);
  const subjects = new Set([...committed.keys(), ...(newcomers ? before.changes.keys() : [])]);
  const keys = walletShardKeys(shard);
  const reads = redis.redis.multi().hget(keys.head, 'sequence');
  const asked = [...subjects];
  for (const subject of asked) reads.hmget(keys.wallet(Number(head.epoch), subject), 'b', 'o');
  const replies = await reads.exec();
  const sequence = BigInt(String(replies?.[0]?.[1] ?? '0'));
  const undrained = before.sequence === sequence ? before : await undrainedOf(redis, shard, head, sequence);
  for (const [index, subject] of asked.entries()) {
    const known = committed.get(subject) ?? nothing;
    const moved = undrained.changes.get(subject) ?? nothing;
    const found: unknown = replies?.[index + 1]?.[1];
    const [coins, owed] = Array.isArray(found) ? found.map((value) => (value === null ? '0' : String(value))) : [];
    const expected = known.coins + moved.coins;
    if (coins !== expected.toString()) return { kind: 'different', wallet: subject, redis: coins ?? '', expected };
    const debt = -(known.receivable + moved.receivable);
    if (owed !== debt.toString()) {
      return { kind: 'different', wallet: `${subject} (owed)`, redis: owed ?? '', expected: debt };
    }
  }
  return { kind: 'equal', undrained: undrained.count };
}

const chunkEntries = 1_000;

/** What the entries after the head, up to `end`, did to each wallet. */
async function undrainedOf(redis: WalletSession, shard: number, head: Position, end?: bigint) {
  const changes = new Map<string, WalletSums>();
  let at: Position = head;
  let count = 0;
  for (;;) {
    const entries = await readRange(redis, shard, at, end === undefined ? '+' : `${head.epoch}-${end}`, chunkEntries);
    if (entriesBeforeHole(at, entries).length !== entries.length) throw new Retry('the stream moved on');
    for (const entry of entries) {
      const { posting } = judgeEntry(entry, shard, false);
      const wallet = walletOf(posting);
      const { coins, receivable } = changes.get(wallet) ?? nothing;
      changes.set(wallet, {
        coins: coins + coinChangeOf(posting),
        receivable: receivable + receivableChangeOf(posting),
      });
    }
    count += entries.length;
    at = entries.at(-1) ?? at;
    if (entries.length < chunkEntries) break;
  }
  if (end !== undefined && at.sequence !== end) throw new Retry('the stream moved on');
  return { changes, count, sequence: at.sequence };
}
