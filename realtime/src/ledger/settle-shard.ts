import type { Logger } from 'pino';
import type { HeadDoc } from '../adapters/mongo/ledger-collections.ts';
import type { RedisShard } from '../adapters/redis/wallet-gate.ts';
import type { Books } from './books.ts';
import type { LedgerMetrics } from './ledger-metrics.ts';
import { rebuildShard, ShardLost } from './rebuild.ts';
import { entriesBeforeHole, type SettledShard } from './shard-table.ts';
import type { WalletStore } from './wallet-store.ts';

export interface SettleDeps {
  readonly books: Books;
  readonly log: Logger;
  readonly metrics: LedgerMetrics;
}

/**
 * Compares MongoDB's head with what this very server holds, and opens the shard: as it is when Redis is level or ahead in
 * the same epoch, after a rebuild otherwise. A rebuild that somebody asked for waits until everything accepted is
 * committed. Undefined when the shard belongs to another writer by now.
 */
export async function settleShard(
  deps: SettleDeps,
  session: WalletStore,
  shard: number,
): Promise<SettledShard | undefined> {
  const { books, log, metrics } = deps;
  const head = await books.takeTerm(shard);
  const [redis] = await session.readShards([shard]);
  if (head === null || redis === undefined) return undefined;
  try {
    const set = await whyMongoIsOlder(session, head, redis);
    if (set !== undefined) {
      await stayShut(deps, session, head, redis, set);
      return undefined;
    }
    const reason = (await whyRebuild(session, head, redis)) ?? head.rebuildAsked;
    if (reason !== undefined && reason === head.rebuildAsked && (await mustDrain(session, head))) {
      return { head, draining: true };
    }
    if (reason === undefined) {
      if (!(await session.openGate(shard, head.epoch))) throw new ShardLost();
      if (head.state === 'open') return { head, draining: false };
      await books.markOpen(shard, head.epoch);
      return { head: { ...head, state: 'open' }, draining: false };
    }
    const report = await rebuildShard(books, session, head, redis, reason);
    metrics.rebuilds.inc();
    metrics.orphans.inc(report.orphans);
    const { wallets, idempotencyIds, orphans } = report;
    const line = { shard, reason, epoch: report.head.epoch.toString(), wallets, idempotencyIds, orphans };
    if (orphans > 0) log.error(line, 'wallet shard rebuilt; Redis held entries that were given up');
    else if (head.sequence > 0n) log.warn(line, 'wallet shard rebuilt from MongoDB');
    else log.debug(line, 'wallet shard laid down');
    return { head: report.head, draining: false };
  } catch (error) {
    if (error instanceof ShardLost) return undefined;
    throw error;
  }
}

/** Shuts the gate, and tells whether Redis then still holds what is not committed. */
async function mustDrain(session: WalletStore, head: HeadDoc): Promise<boolean> {
  await session.lockGate(head._id, head.epoch);
  const [redis] = await session.readShards([head._id]);
  return redis?.head !== undefined && redis.head.epoch === head.epoch && redis.head.sequence > head.sequence;
}

/**
 * MongoDB never forgets what a majority took, so Redis can only be ahead of it in these ways when MongoDB was set back
 * (a backup, another database). A rebuild would then take confirmed money away for good. After the right MongoDB is back
 * the shard opens by itself; a person who accepts the loss sets the head's state to `rebuilding`.
 */
async function whyMongoIsOlder(session: WalletStore, head: HeadDoc, redis: RedisShard): Promise<string | undefined> {
  if (head.state === 'rebuilding' || redis.head === undefined) return undefined;
  if (redis.head.epoch > head.epoch && redis.head.epoch > head.rebuildEpoch) {
    return `Redis is in epoch ${redis.head.epoch}, which MongoDB never gave out`;
  }
  if (redis.head.epoch !== head.epoch || redis.head.sequence <= head.sequence) return undefined;
  // Only what MongoDB had committed is ever trimmed, and the last such entry stays.
  const [oldest] = await session.readRange(head._id, { epoch: head.epoch, sequence: 0n }, `${head.epoch}`, 1);
  return oldest !== undefined && oldest.sequence > head.sequence + 1n
    ? `the stream begins at ${oldest.sequence}, MongoDB ends at ${head.sequence}`
    : undefined;
}

async function stayShut(
  { books, log }: SettleDeps,
  session: WalletStore,
  head: HeadDoc,
  redis: RedisShard,
  reason: string,
): Promise<void> {
  await session.lockGate(head._id, redis.head?.epoch ?? head.epoch);
  if (head.state === 'locked' && head.reason === reason) return;
  log.error({ shard: head._id, reason }, 'MongoDB is older than Redis: the wallet shard stays shut');
  await books.markLocked(head._id, head.epoch, reason);
}

async function whyRebuild(session: WalletStore, head: HeadDoc, redis: RedisShard): Promise<string | undefined> {
  if (head.state === 'rebuilding') return 'an earlier rebuild did not end';
  if (redis.head === undefined) return 'Redis knows nothing of this shard';
  if (!redis.layoutKnown) return 'Redis holds this shard as an older build laid it out';
  if (redis.head.epoch !== head.epoch) return `Redis is in epoch ${redis.head.epoch}, MongoDB in ${head.epoch}`;
  if (redis.head.sequence < head.sequence) {
    return `Redis is ${head.sequence - redis.head.sequence} entries behind MongoDB`;
  }
  if (redis.head.sequence === head.sequence) return undefined;
  const next = await session.readRange(head._id, head, '+', 1);
  return entriesBeforeHole(head, next).length === 1
    ? undefined
    : `Redis lacks entry ${head.sequence + 1n} of its stream`;
}
