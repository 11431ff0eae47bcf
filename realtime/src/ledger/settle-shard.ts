import type { Db } from 'mongodb';
import type { Logger } from 'pino';
import { type HeadDoc, ledgerHeads } from '../adapters/mongo/ledger-collections.ts';
import type { WalletSession } from '../adapters/redis/wallet-connection.ts';
import { lockGate, openGate, type RedisShard, readShards } from '../adapters/redis/wallet-gate.ts';
import type { LedgerMetrics } from './ledger-metrics.ts';
import { rebuildShard, ShardLost } from './rebuild.ts';
import { entriesBeforeHole } from './shard-table.ts';
import { readRange } from './stream-reader.ts';

export interface SettleDeps {
  readonly db: Db;
  readonly owner: string;
  readonly log: Logger;
  readonly metrics: LedgerMetrics;
}

/** A linearizable read waits for a majority; without one it is given up by then, and the shard stays shut. */
const provenReadMs = 5_000;

/**
 * Compares MongoDB's head with what this very server holds, and opens the shard: as it is when Redis is level or ahead in
 * the same epoch, after a rebuild otherwise. Undefined when the shard belongs to another writer by now.
 */
export async function settleShard(
  deps: SettleDeps,
  session: WalletSession,
  shard: number,
): Promise<HeadDoc | undefined> {
  const { db, owner, log, metrics } = deps;
  // A primary that was cut off does not know it yet and would tell an older head, against which a Redis that lost its
  // tail looks level. A linearizable read answers only after a majority confirmed that this server still leads.
  const head = await ledgerHeads(db).findOne(
    { _id: shard, owner },
    { readConcern: { level: 'linearizable' }, maxTimeMS: provenReadMs },
  );
  const [redis] = await readShards(session, [shard]);
  if (head === null || redis === undefined) return undefined;
  try {
    const set = await whyMongoIsOlder(session, head, redis);
    if (set !== undefined) {
      await stayShut(deps, session, head, redis, set);
      return undefined;
    }
    const reason = await whyRebuild(session, head, redis);
    if (reason === undefined) {
      if (!(await openGate(session, shard, head.epoch))) throw new ShardLost();
      if (head.state === 'open') return head;
      await ledgerHeads(db).updateOne(
        { _id: shard, owner, epoch: head.epoch },
        { $set: { state: 'open', updatedAt: new Date() }, $unset: { reason: '' } },
      );
      return { ...head, state: 'open' };
    }
    const report = await rebuildShard(db, session, owner, head, redis, reason);
    metrics.rebuilds.inc();
    metrics.orphans.inc(report.orphans);
    const { wallets, idempotencyIds, orphans } = report;
    const line = { shard, reason, epoch: report.head.epoch.toString(), wallets, idempotencyIds, orphans };
    if (orphans > 0) log.error(line, 'wallet shard rebuilt; Redis held entries that were given up');
    else if (head.sequence > 0n) log.warn(line, 'wallet shard rebuilt from MongoDB');
    else log.debug(line, 'wallet shard laid down');
    return report.head;
  } catch (error) {
    if (error instanceof ShardLost) return undefined;
    throw error;
  }
}

/**
 * MongoDB never forgets what a majority took, so Redis can only be ahead of it in these ways when MongoDB was set back
 * (a backup, another database). A rebuild would then take confirmed money away for good. After the right MongoDB is back
 * the shard opens by itself; a person who accepts the loss sets the head's state to `rebuilding`.
 */
async function whyMongoIsOlder(session: WalletSession, head: HeadDoc, redis: RedisShard): Promise<string | undefined> {
  if (head.state === 'rebuilding' || redis.head === undefined) return undefined;
  if (redis.head.epoch > head.epoch && redis.head.epoch > head.rebuildEpoch) {
    return `Redis is in epoch ${redis.head.epoch}, which MongoDB never gave out`;
  }
  if (redis.head.epoch !== head.epoch || redis.head.sequence <= head.sequence) return undefined;
  // Only what MongoDB had committed is ever trimmed, and the last such entry stays.
  const [oldest] = await readRange(session, head._id, { epoch: head.epoch, sequence: 0n }, `${head.epoch}`, 1);
  return oldest !== undefined && oldest.sequence > head.sequence + 1n
    ? `the stream begins at ${oldest.sequence}, MongoDB ends at ${head.sequence}`
    : undefined;
}

async function stayShut(
  { db, owner, log }: SettleDeps,
  session: WalletSession,
  head: HeadDoc,
  redis: RedisShard,
  reason: string,
): Promise<void> {
  await lockGate(session, head._id, redis.head?.epoch ?? head.epoch);
  if (head.state === 'locked' && head.reason === reason) return;
  log.error({ shard: head._id, reason }, 'MongoDB is older than Redis: the wallet shard stays shut');
  await ledgerHeads(db).updateOne(
    { _id: head._id, owner, epoch: head.epoch },
    { $set: { state: 'locked', reason, updatedAt: new Date() } },
  );
}

async function whyRebuild(session: WalletSession, head: HeadDoc, redis: RedisShard): Promise<string | undefined> {
  if (head.state === 'rebuilding') return 'an earlier rebuild did not end';
  if (redis.head === undefined) return 'Redis knows nothing of this shard';
  if (!redis.layoutKnown) return 'Redis holds this shard as an older build laid it out';
  if (redis.head.epoch !== head.epoch) return `Redis is in epoch ${redis.head.epoch}, MongoDB in ${head.epoch}`;
  if (redis.head.sequence < head.sequence) {
    return `Redis is ${head.sequence - redis.head.sequence} entries behind MongoDB`;
  }
  if (redis.head.sequence === head.sequence) return undefined;
  const next = await readRange(session, head._id, head, '+', 1);
  return entriesBeforeHole(head, next).length === 1
    ? undefined
    : `Redis lacks entry ${head.sequence + 1n} of its stream`;
}
