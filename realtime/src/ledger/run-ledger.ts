import { setTimeout as delay } from 'node:timers/promises';
import { limits } from '@halobuzz/core/limits';
import type { Db, MongoClient } from 'mongodb';
import type { Logger } from 'pino';
import { connectWallets } from '../adapters/redis/wallet-connection.ts';
import type { Owner } from '../lifecycle.ts';
import { type Checkpoint, type CheckpointKey, continueCheckpoints } from './checkpoint.ts';
import type { LedgerMetrics } from './ledger-metrics.ts';
import { systemTime } from './ledger-time.ts';
import { mongoBooks } from './mongo-books.ts';
import { type ProjectionTargets, type Projector, startProjector } from './projector.ts';
import { redisWalletStores } from './redis-wallet-store.ts';
import { startWriter, type Writer } from './writer.ts';

export interface LedgerDeps {
  readonly client: MongoClient;
  readonly db: Db;
  /** Names this very process in leases: never reused by another. */
  readonly owner: string;
  readonly walletsUrl: string;
  readonly targets: ProjectionTargets;
  readonly checkpoint: { readonly key: CheckpointKey; readonly dir: string };
  readonly log: Logger;
  readonly metrics: LedgerMetrics;
  readonly leaseMs?: number;
}

/** A ledger at rest is signed this often: minutes without a gift would only pile up equal files. */
const idleCheckpointMs = 60 * 60_000;

/** Writer, projector and checkpoints of one process. What it opens belongs to `owner` of the lifecycle. */
export function runLedger(deps: LedgerDeps, lifecycle: Owner): Writer {
  const { log, metrics } = deps;
  const wallets = connectWallets({ url: deps.walletsUrl, name: 'ledger', log }, lifecycle);
  const reading = connectWallets({ url: deps.walletsUrl, name: 'ledger-read', log, autoPipelining: false }, lifecycle);
  let projector: Projector | undefined;
  const ports = { books: mongoBooks(deps.client, deps.db, deps.owner), time: systemTime };
  const writer = startWriter({
    ...deps,
    ...ports,
    wallets: redisWalletStores(wallets),
    reading: redisWalletStores(reading),
    onCommitted: () => projector?.wake(),
  });
  lifecycle.own('ledger writer', () => writer.stop());
  const shows = startProjector({ ...deps, ...ports, writer: () => writer });
  projector = shows;
  lifecycle.own('projector', () => shows.stop());
  const stopCheckpoints = startCheckpoints(deps, log, metrics);
  lifecycle.own('checkpoints', stopCheckpoints);
  return writer;
}

function startCheckpoints(deps: LedgerDeps, log: Logger, metrics: LedgerMetrics): () => Promise<void> {
  const stop = new AbortController();
  let last: Checkpoint | undefined;
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await delay(limits.ledgerCheckpointPeriodMs, undefined, { signal: stop.signal }).catch(() => {});
      if (stop.signal.aborted) return;
      try {
        const { dir, key } = deps.checkpoint;
        const written = await continueCheckpoints(deps.db, dir, key, Date.now(), last, idleCheckpointMs);
        last = written ?? last;
        metrics.checkpointAt.set(Date.now() / 1_000);
      } catch (err) {
        log.error({ err }, 'the checkpoint could not be written');
      }
    }
  };
  const running = loop();
  return async () => {
    stop.abort();
    await running;
  };
}
