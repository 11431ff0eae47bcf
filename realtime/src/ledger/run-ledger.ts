import { setTimeout as delay } from 'node:timers/promises';
import { limits } from '@halobuzz/core/limits';
import type { Db, MongoClient } from 'mongodb';
import type { Logger } from 'pino';
import { connectWallets, type WalletSession } from '../adapters/redis/wallet-connection.ts';
import {
  connectWalletServers,
  isClusterUrl,
  type WalletServer,
  type WalletServers,
} from '../adapters/redis/wallet-servers.ts';
import { createLifecycle, type Lifecycle, type Owner } from '../lifecycle.ts';
import { type Checkpoint, type CheckpointKey, continueCheckpoints } from './checkpoint.ts';
import { ledgerKeySinceMs } from './ledger-keys.ts';
import type { LedgerMetrics } from './ledger-metrics.ts';
import { systemTime } from './ledger-time.ts';
import type { LedgerTraces } from './ledger-traces.ts';
import { mongoBooks } from './mongo-books.ts';
import { mongoParkedGifts } from './parked-gifts.ts';
import type { ProjectionTargets } from './project-gifts.ts';
import { type Projector, startProjector } from './projector.ts';
import { redisWalletStores } from './redis-wallet-store.ts';
import type { OwnedShard } from './shard-table.ts';
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
  /** Absent: nothing is traced. */
  readonly traces?: LedgerTraces | undefined;
  /** Called once with the servers of wallets, and with each session that is opened for commands. */
  readonly onServers?: (servers: WalletServers) => void;
  readonly onSession?: (session: WalletSession) => void;
  readonly leaseMs?: number;
  /** How long committed entries stay in the wallets' streams, for a MongoDB that comes back from a backup; absent: not at all. */
  readonly streamKeptMs?: number;
}

/** A ledger at rest is signed this often: minutes without a gift would only pile up equal files. */
const idleCheckpointMs = 60 * 60_000;

/** The shards that this process owns, on whichever server. */
export interface OwnedLedger {
  readonly shards: ReadonlyMap<number, OwnedShard>;
}

/** Writer, projector and checkpoints of one process. What it opens belongs to `owner` of the lifecycle. */
export function runLedger(deps: LedgerDeps, lifecycle: Owner): OwnedLedger {
  const { log, metrics } = deps;
  const { onSession } = deps;
  const own = { url: deps.walletsUrl, name: 'ledger', log, ...(onSession === undefined ? {} : { onSession }) };
  const servers = connectWalletServers(own, lifecycle);
  deps.onServers?.(servers);
  const running = new Map<string, ServerLedger>();
  const stopping = new Set<Promise<unknown>>();
  servers.watch((now) => {
    const addresses = new Set(now.map(({ address }) => address));
    for (const [address, ledger] of running) {
      if (addresses.has(address)) continue;
      running.delete(address);
      const stop = ledger.lifecycle.release(serverReleaseMs).finally(() => stopping.delete(stop));
      stopping.add(stop);
    }
    for (const server of now) {
      if (!running.has(server.address)) running.set(server.address, runOnServer(deps, server));
    }
  });
  lifecycle.own('ledger writers', async () => {
    await Promise.all([...stopping, ...[...running.values()].map((one) => one.lifecycle.release(serverReleaseMs))]);
  });
  lifecycle.own('checkpoints', startCheckpoints(deps, log, metrics));
  return {
    get shards() {
      const [first, ...others] = [...running.values()];
      if (first !== undefined && others.length === 0) return first.writer.shards;
      return new Map([...running.values()].flatMap(({ writer }) => [...writer.shards]));
    },
  };
}

interface ServerLedger {
  readonly writer: Writer;
  readonly lifecycle: Lifecycle;
}

const serverReleaseMs = 10_000;

/** The writer and the projector of the shards that one server holds, under a lease of their own. */
function runOnServer(deps: LedgerDeps, server: WalletServer): ServerLedger {
  const { log, client, db } = deps;
  const lifecycle = createLifecycle(log);
  const { address, url, connection } = server;
  const clustered = isClusterUrl(deps.walletsUrl);
  const owner = clustered ? `${deps.owner}@${address}` : deps.owner;
  const own = { url, name: 'ledger-read', log, autoPipelining: clustered, ...(clustered ? { clustered } : {}) };
  const reading = connectWallets(own, lifecycle);
  let projector: Projector | undefined;
  const books = mongoBooks(client, db, owner, clustered ? server.shards : undefined, deps.targets.sessions);
  const ports = { owner, books, time: systemTime };
  const writer = startWriter({
    ...deps,
    ...ports,
    wallets: redisWalletStores(connection),
    reading: redisWalletStores(reading),
    onCommitted: (parts) => projector?.committed(parts),
  });
  lifecycle.own('ledger writer', () => writer.stop());
  const shows = startProjector({ ...deps, ...ports, parked: mongoParkedGifts(deps.db), writer: () => writer });
  projector = shows;
  lifecycle.own('projector', () => shows.stop());
  return { writer, lifecycle };
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
        metrics.checkpoints.inc({ result: written === undefined ? 'unchanged' : 'written' });
        metrics.checkpointKeyAt.set((await ledgerKeySinceMs(deps.db, key.keyId)) / 1_000);
        metrics.checkpointAt.set(Date.now() / 1_000);
      } catch (err) {
        metrics.checkpoints.inc({ result: 'failed' });
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
