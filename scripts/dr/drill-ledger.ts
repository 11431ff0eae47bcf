import { randomUUID } from 'node:crypto';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import { MongoClient } from 'mongodb';
import { Registry } from 'prom-client';
import type { CheckpointKey } from '../../realtime/src/ledger/checkpoint.ts';
import { ledgerMetrics } from '../../realtime/src/ledger/ledger-metrics.ts';
import { runLedger } from '../../realtime/src/ledger/run-ledger.ts';
import { createLifecycle } from '../../realtime/src/lifecycle.ts';
import { silentLog } from '../bench/bench-stores.ts';
import { waitUntil } from '../cluster/wait-until.ts';

export interface DrillLedger {
  stop(): Promise<void>;
}

const openTimeoutMs = 240_000;
const releaseMs = 15_000;
/** As configured by default. */
const streamKeptMs = 300_000;
/** A whole installation stops in order; here a killed MongoDB must not hold the drill for a lease's time. */
const leaseMs = 3_000;

/** The real ledger: writer, projector, checkpoints. Resolves when all shards are open. */
export async function startDrillLedger(stores: {
  readonly mongoUri: string;
  readonly database: string;
  readonly walletsUrl: string;
  readonly checkpoint: { readonly key: CheckpointKey; readonly dir: string };
  readonly onConfirmed: (tx: string) => void;
}): Promise<DrillLedger> {
  const client = new MongoClient(stores.mongoUri, {
    ...{ writeConcern: { w: 'majority', journal: true }, serverSelectionTimeoutMS: 2_000, ignoreUndefined: true },
  });
  await client.connect();
  const lifecycle = createLifecycle(silentLog);
  const writer = runLedger(
    {
      ...{ client, db: client.db(stores.database), walletsUrl: stores.walletsUrl, checkpoint: stores.checkpoint },
      ...{ owner: `drill#${randomUUID()}`, log: silentLog, metrics: ledgerMetrics(new Registry()) },
      ...{ leaseMs, streamKeptMs },
      targets: {
        projectGifts: async (_room, gifts) => gifts.map(() => 'ok'),
        rank: async () => {},
        async confirm(_node, gifts) {
          for (const { tx } of gifts) stores.onConfirmed(tx);
        },
      },
    },
    lifecycle,
  );
  const stop = async (): Promise<void> => {
    await lifecycle.release(releaseMs);
    await client.close(true);
  };
  const isOpen = (): boolean => {
    const all = [...writer.shards.values()];
    return all.length === WALLET_SHARDS && all.every((shard) => shard.state === 'open');
  };
  if (await waitUntil(isOpen, { timeoutMs: openTimeoutMs })) return { stop };
  const shut = [...writer.shards.values()].filter((shard) => shard.state !== 'open').length;
  await stop();
  throw new Error(`${shut} of ${writer.shards.size} shards were not opened`);
}
