import { decodeIntent } from '@halobuzz/core/ledger/intent';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { type HeadDoc, ledgerHeads, quarantine, transactions } from '../adapters/mongo/ledger-collections.ts';
import { sweepEpochs } from '../adapters/redis/sweep-epochs.ts';
import type { WalletSession } from '../adapters/redis/wallet-connection.ts';
import { lockGate, openGate, type RedisShard, switchEpoch } from '../adapters/redis/wallet-gate.ts';
import { idempotencyLifeMs, idempotencyRecord } from '../adapters/redis/wallet-script.ts';
import { quarantineDoc } from './chain-docs.ts';
import { fingerprintOf } from './fingerprint.ts';
import { readRange } from './stream-reader.ts';
import { writeWallets } from './write-wallets.ts';

const chunk = limits.ledgerBatchEntriesMax;

export interface RebuildReport {
  readonly head: HeadDoc;
  readonly wallets: number;
  readonly idempotencyIds: number;
  /** Entries that Redis held beyond the committed head: kept in `ledger_quarantine`, they moved no money. */
  readonly orphans: number;
}

/** The shard is no longer this writer's, or its head moved: start over with what MongoDB says now. */
export class ShardLost extends Error {}

/** This attempt took an epoch and did not come through; the next one waits longer. */
export class RebuildFailed extends Error {}

/**
 * Makes Redis' side of a shard anew from MongoDB, while the shard is locked. Every attempt takes an epoch of its own, so
 * that one that was overtaken writes only keys that nobody reads; the switch and the gate refuse anything but a later
 * epoch. Other shards go on meanwhile. A crash anywhere leaves `rebuilding` behind, and the successor begins again.
 */
export async function rebuildShard(
  db: Db,
  session: WalletSession,
  owner: string,
  head: HeadDoc,
  redis: RedisShard,
  reason: string,
): Promise<RebuildReport> {
  const shard = head._id;
  const highest = [head.epoch, head.rebuildEpoch, redis.head?.epoch ?? 0n].reduce((a, b) => (a > b ? a : b));
  const epoch = highest + 1n;
  await lockGate(session, shard, highest);
  const claimed = await ledgerHeads(db).findOneAndUpdate(
    { ...sameHead(head, owner), rebuildEpoch: head.rebuildEpoch },
    { $set: { state: 'rebuilding', rebuildEpoch: epoch, reason, updatedAt: new Date() } },
  );
  if (claimed === null) throw new ShardLost();

  const written = await (async () => {
    // What an attempt that did not end wrote would otherwise pile up, one copy of the shard after the other.
    const earlier = new Map([[shard, { below: epoch, keep: redis.head?.epoch }]]);
    if (head.state === 'rebuilding') await sweepEpochs(session, earlier);
    const orphans = await setOrphansAside(db, session, head, epoch);
    const wallets = await writeWallets(db, session, shard, epoch);
    return { orphans, wallets, idempotencyIds: await writeIdempotencyIds(db, session, shard, epoch) };
  })().catch((cause: unknown) => {
    throw new RebuildFailed(`shard ${shard} could not be rebuilt`, { cause });
  });

  if (!(await switchEpoch(session, shard, epoch, head.sequence))) throw new ShardLost();
  const rebuilt = await ledgerHeads(db).findOneAndUpdate(
    { ...sameHead(head, owner), rebuildEpoch: epoch },
    { $set: { epoch, state: 'open', updatedAt: new Date() }, $unset: { reason: '' } },
    { returnDocument: 'after' },
  );
  if (rebuilt === null || !(await openGate(session, shard, epoch))) throw new ShardLost();
  return { head: rebuilt, ...written };
}

function sameHead(head: HeadDoc, owner: string) {
  return { _id: head._id, owner, epoch: head.epoch, sequence: head.sequence, hash: head.hash };
}

/**
 * Entries after the committed head that this server still holds were given up by an earlier rebuild, or stand behind a
 * hole. They are kept for a person to look at. Epochs from `before` on belong to somebody newer and are not touched.
 */
async function setOrphansAside(db: Db, session: WalletSession, head: HeadDoc, before: bigint): Promise<number> {
  const { stream } = walletShardKeys(head._id);
  let count = 0;
  for (;;) {
    const entries = await readRange(session, head._id, head, `${before - 1n}`, chunk);
    if (entries.length === 0) return count;
    const writes = entries.map((entry) => {
      const id = `orphan-${head._id}-${entry.epoch}-${entry.sequence}`;
      const { _id, ...doc } = quarantineDoc(id, head._id, entry, 'given up by a rebuild; it moved no money');
      return { updateOne: { filter: { _id }, update: { $setOnInsert: doc }, upsert: true } };
    });
    await quarantine(db).bulkWrite(writes);
    await session.redis.xdel(stream, ...entries.map((entry) => `${entry.epoch}-${entry.sequence}`));
    count += entries.length;
  }
}

async function writeIdempotencyIds(db: Db, session: WalletSession, shard: number, epoch: bigint): Promise<number> {
  const keys = walletShardKeys(shard);
  const [seconds, micros] = await session.redis.time();
  const nowMs = Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
  let count = 0;
  let pending: Promise<unknown>[] = [];
  const recent = transactions(db).find(
    { shard, createdAt: { $gt: new Date(nowMs - idempotencyLifeMs) } },
    { projection: { intent: 1, epoch: 1, sequence: 1, balanceAfter: 1, amount: 1, createdAt: 1 }, batchSize: chunk },
  );
  for await (const entry of recent) {
    const intent = decodeIntent(entry.intent.buffer);
    if (intent === undefined) continue;
    const leftMs = entry.createdAt.getTime() + idempotencyLifeMs - nowMs;
    const record = idempotencyRecord(fingerprintOf(intent), entry);
    pending.push(session.redis.set(keys.idempotency(Number(epoch), intent.tx), record, 'PX', Math.max(1, leftMs)));
    count += 1;
    if (pending.length >= chunk) {
      await Promise.all(pending);
      pending = [];
    }
  }
  await Promise.all(pending);
  return count;
}
