import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WALLET_SHARDS } from '@halobuzz/core/limits';
import type { MongoClient } from 'mongodb';
import { Registry } from 'prom-client';
import { waitUntil } from '../../scripts/cluster/wait-until.ts';
import { ledgerHeads, transactions } from '../src/adapters/mongo/ledger-collections.ts';
import { redisWallet } from '../src/adapters/redis/redis-wallet.ts';
import { connectWallets, openWalletSession, type WalletConnection } from '../src/adapters/redis/wallet-connection.ts';
import { type CheckpointKey, checkpointKeyOf } from '../src/ledger/checkpoint.ts';
import type { CommittedGift } from '../src/ledger/committed-gift.ts';
import { ledgerMetrics } from '../src/ledger/ledger-metrics.ts';
import type { LedgerTraces } from '../src/ledger/ledger-traces.ts';
import type { Confirmation, ProjectionTargets } from '../src/ledger/project-gifts.ts';
import { type OwnedLedger, runLedger } from '../src/ledger/run-ledger.ts';
import { type VerifySummary, verifyLedger } from '../src/ledger/verify-ledger.ts';
import type { WalletPort } from '../src/ledger/wallet-port.ts';
import { createLifecycle } from '../src/lifecycle.ts';
import type { Logger } from '../src/observability/log.ts';
import { undeclaredIn } from '../src/observability/metric-catalogue.ts';
import { type OwnDatabase, type OwnWallets, openOwnDatabase, silentLog, startOwnWallets } from './ledger-stores.ts';

export const testCheckpointKey: CheckpointKey = checkpointKeyOf(
  generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url'),
);

/** Rooms and gateways that only remember what reached them, once per (shard, epoch, sequence) as the real script does. */
export function rememberingTargets() {
  const applied = new Set<string>();
  const gifts: { room: string; gift: CommittedGift }[] = [];
  const confirmed: { nodeId: string; confirmation: Confirmation }[] = [];
  const targets: ProjectionTargets = {
    projectGifts: async (room, list) =>
      list.map((gift) => {
        const place = `${gift.shard}/${gift.epoch}-${gift.sequence}`;
        if (applied.has(place)) return 'applied';
        applied.add(place);
        gifts.push({ room, gift });
        return 'ok';
      }),
    async rank() {},
    async confirm(nodeId, list) {
      for (const confirmation of list) confirmed.push({ nodeId, confirmation });
    },
  };
  return { targets, gifts, confirmed };
}

export interface RunningLedger {
  readonly owner: string;
  readonly writer: OwnedLedger;
  readonly registry: Registry;
  /** Resolves when all shards are owned and open. */
  ready(): Promise<void>;
  stop(): Promise<void>;
}

export interface LedgerOptions {
  readonly leaseMs?: number;
  readonly targets?: ProjectionTargets;
  /** Another way to the wallets server. */
  readonly walletsUrl?: string;
  /** Another connection to the same database server. */
  readonly client?: MongoClient;
  /** Another database of that server. */
  readonly database?: string;
  readonly streamKeptMs?: number;
  readonly traces?: LedgerTraces;
  /** Default: nothing is logged. */
  readonly log?: Logger;
}

/** A wallets server, a database, and writers that a test starts on them. */
export interface LedgerBench {
  readonly server: OwnWallets;
  readonly database: OwnDatabase;
  readonly checkpointDir: string;
  readonly connection: WalletConnection;
  readonly wallet: WalletPort;
  readonly rooms: ReturnType<typeof rememberingTargets>;
  start(options?: LedgerOptions): RunningLedger;
  /** Waits until MongoDB holds exactly as many entries as expected. */
  committed(count: number): Promise<void>;
  verify(): Promise<VerifySummary>;
  close(): Promise<void>;
}

const waitMs = 20_000;

export async function until(what: string, condition: () => Promise<boolean> | boolean): Promise<void> {
  if (!(await waitUntil(condition, { timeoutMs: waitMs }))) throw new Error(`waited in vain: ${what}`);
}

export async function openLedgerBench(own?: OwnDatabase): Promise<LedgerBench> {
  const [server, database] = await Promise.all([startOwnWallets(), own ?? openOwnDatabase()]);
  const checkpointDir = mkdtempSync(join(tmpdir(), 'halobuzz-checkpoints-'));
  const lifecycle = createLifecycle(silentLog);
  const connection = connectWallets({ url: server.url, name: 'test', log: silentLog }, lifecycle);
  const running: RunningLedger[] = [];
  const { db, client } = database;
  const rooms = rememberingTargets();
  const heads = async (): Promise<bigint> => {
    let sum = 0n;
    // By a majority, as those read who must not be told what may be taken back.
    const found = ledgerHeads(db).find({}, { readConcern: { level: 'majority' } });
    for (const head of await found.toArray()) sum += head.sequence;
    return sum;
  };
  return {
    server,
    database,
    checkpointDir,
    connection,
    rooms,
    wallet: redisWallet(connection, { timeoutMs: 10_000 }),
    start(options = {}) {
      const owner = `test#${randomUUID()}`;
      const own = createLifecycle(silentLog);
      const registry = new Registry();
      const writer = runLedger(
        {
          client: options.client ?? client,
          db: (options.client ?? client).db(options.database ?? database.name),
          owner,
          walletsUrl: options.walletsUrl ?? server.url,
          targets: options.targets ?? rooms.targets,
          checkpoint: { key: testCheckpointKey, dir: checkpointDir },
          log: options.log ?? silentLog,
          traces: options.traces,
          metrics: ledgerMetrics(registry),
          leaseMs: options.leaseMs ?? 1_500,
          streamKeptMs: options.streamKeptMs ?? 0,
        },
        own,
      );
      const ledger: RunningLedger = {
        owner,
        writer,
        registry,
        ready: () =>
          until('all shards are open', () => {
            const all = [...writer.shards.values()];
            return all.length === WALLET_SHARDS && all.every((shard) => shard.state === 'open');
          }),
        async stop() {
          await own.release(10_000);
          const undeclared = await undeclaredIn(registry);
          if (undeclared.length > 0) throw new Error(`measured but not declared: ${undeclared.join('; ')}`);
        },
      };
      running.push(ledger);
      return ledger;
    },
    committed: (count) => until(`${count} entries are committed`, async () => (await heads()) === BigInt(count)),
    async verify() {
      const wallets = await openWalletSession({ url: server.url, name: 'verify', log: silentLog });
      try {
        return await verifyLedger({
          client,
          db,
          wallets: { session: () => wallets },
          checkpoints: { dir: checkpointDir, publicKey: testCheckpointKey.publicKey },
          onProgress: () => {},
        });
      } finally {
        wallets.redis.disconnect();
      }
    },
    async close() {
      await Promise.all(running.map((ledger) => ledger.stop()));
      await lifecycle.release(5_000);
      await Promise.all([server.stop(), database.stop()]);
      rmSync(checkpointDir, { recursive: true, force: true });
    },
  };
}

export async function countTransactions(bench: LedgerBench): Promise<number> {
  return transactions(bench.database.db).countDocuments();
}
