import { decodeIntent } from '@halobuzz/core/ledger/intent';
import { limits } from '@halobuzz/core/limits';
import type { HeadDoc } from '../adapters/mongo/ledger-collections.ts';
import type { RedisShard } from '../adapters/redis/wallet-gate.ts';
import { idempotencyLifeMs, idempotencyRecord } from '../adapters/redis/wallet-script.ts';
import type { Books } from './books.ts';
import { quarantineDoc } from './chain-docs.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { WalletStore } from './wallet-store.ts';
import { writePipeline } from './write-pipeline.ts';
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
  books: Books,
  session: WalletStore,
  head: HeadDoc,
  redis: RedisShard,
  reason: string,
): Promise<RebuildReport> {
  const shard = head._id;
  const highest = [head.epoch, head.rebuildEpoch, redis.head?.epoch ?? 0n].reduce((a, b) => (a > b ? a : b));
  const epoch = highest + 1n;
  await session.lockGate(shard, highest);
  if (!(await books.claimRebuild(head, epoch, reason))) throw new ShardLost();

  const written = await (async () => {
    // What an attempt that did not end wrote would otherwise pile up, one copy of the shard after the other.
    const earlier = new Map([[shard, { below: epoch, keep: redis.head?.epoch }]]);
    if (head.state === 'rebuilding') await session.sweepEpochs(earlier);
    const orphans = await setOrphansAside(books, session, head, epoch);
    const wallets = await writeWallets(books, session, shard, epoch);
    return { orphans, wallets, idempotencyIds: await writeIdempotencyIds(books, session, shard, epoch) };
  })().catch((cause: unknown) => {
    throw new RebuildFailed(`shard ${shard} could not be rebuilt`, { cause });
  });

  if (!(await session.switchEpoch(shard, epoch, head.sequence))) {
    // Whoever overtook this attempt may have swept before all of its keys were written.
    const [now] = await session.readShards([shard]);
    await session.sweepEpochs(new Map([[shard, { below: epoch + 1n, keep: now?.head?.epoch }]]));
    throw new ShardLost();
  }
  const rebuilt = await books.endRebuild(head, epoch);
  if (rebuilt === undefined || !(await session.openGate(shard, epoch))) throw new ShardLost();
  return { head: rebuilt, ...written };
}

/**
 * Entries after the committed head that this server still holds were given up by an earlier rebuild, or stand behind a
 * hole. They are kept for a person to look at. Epochs from `before` on belong to somebody newer and are not touched.
 */
async function setOrphansAside(books: Books, session: WalletStore, head: HeadDoc, before: bigint): Promise<number> {
  let count = 0;
  for (;;) {
    const entries = await session.readRange(head._id, head, `${before - 1n}`, chunk);
    if (entries.length === 0) return count;
    const orphans = entries.map((entry) => {
      const id = `orphan-${head._id}-${entry.epoch}-${entry.sequence}`;
      return quarantineDoc(id, head._id, entry, 'given up by a rebuild; it moved no money');
    });
    await books.setAside(orphans);
    await session.removeEntries(head._id, entries);
    count += entries.length;
  }
}

async function writeIdempotencyIds(books: Books, session: WalletStore, shard: number, epoch: bigint): Promise<number> {
  const nowMs = await session.timeMs();
  let count = 0;
  const writes = writePipeline(chunk);
  for await (const entry of books.entriesSince(shard, new Date(nowMs - idempotencyLifeMs))) {
    const intent = decodeIntent(entry.intent.buffer);
    if (intent === undefined) continue;
    const leftMs = entry.createdAt.getTime() + idempotencyLifeMs - nowMs;
    const record = idempotencyRecord(fingerprintOf(intent), entry);
    await writes.add(session.writeIdempotencyId(shard, epoch, intent.tx, record, Math.max(1, leftMs)));
    count += 1;
  }
  await writes.drain();
  return count;
}
