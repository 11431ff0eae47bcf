import { randomBytes } from 'node:crypto';
import type { Db } from 'mongodb';
import type { Redis } from 'ioredis';
import { Counter } from 'prom-client';
import { newOpaqueId } from '@halobuzz/core/ids';
import { connectMongo } from '../adapters/mongo/connection.ts';
import { openRedis } from '../adapters/redis/connect.ts';
import { redisWallet } from '../adapters/redis/redis-wallet.ts';
import { createRoomStore } from '../adapters/redis/room-redis.ts';
import { connectWallets } from '../adapters/redis/wallet-connection.ts';
import { type OriginConfig, originConfig } from '../config.ts';
import { loadConfig } from '../config-option.ts';
import type { Lifecycle, Owner } from '../lifecycle.ts';
import { startAdminServer } from '../observability/admin-server.ts';
import { createLog, type Logger } from '../observability/log.ts';
import { createRegistry } from '../observability/metrics.ts';
import { createReadiness, type Readiness } from '../observability/readiness.ts';
import { createOriginApp } from '../origin/app.ts';
import { redisRevocations } from '../origin/accounts/revocations.ts';
import { startBackground } from '../origin/background.ts';
import { publishCatalogue } from '../origin/gifts/catalogue.ts';
import { routeMetrics } from '../origin/http/observe.ts';
import { redisReplayGuard } from '../origin/http/replay-guard.ts';
import { createAssertionVerifier } from '../origin/http/service-assertion.ts';
import { importServiceKeys } from '../origin/http/service-keys.ts';
import { mongoAccounts } from '../origin/mongo/mongo-accounts.ts';
import { mongoGifts } from '../origin/mongo/mongo-gifts.ts';
import { mongoIdempotency } from '../origin/mongo/mongo-idempotency.ts';
import { mongoLedgerReads } from '../origin/mongo/mongo-ledger-reads.ts';
import { mongoLivestreams } from '../origin/mongo/mongo-livestreams.ts';
import { watchMongo } from '../origin/mongo/mongo-readiness.ts';
import { serveOrigin } from '../origin/serve.ts';
import { redisDeadlines } from '../origin/streams/deadlines.ts';
import { redisNodeRegistry } from '../origin/streams/node-registry.ts';
import { redisRooms } from '../origin/streams/redis-rooms.ts';
import { hasPassed } from '../origin/streams/summary.ts';
import { redisTaskLease } from '../origin/task-lease.ts';
import { readAcceptedHeads, readCommittedHeads, readProjectedHeads } from '../origin/wallet/shard-heads.ts';
import { failStart, runProcess } from '../run-process.ts';

const releaseDeadlineMs = 10_000;
const commandTimeoutMs = 2_000;

const random = (length: number): Uint8Array => Uint8Array.from(randomBytes(length));

function loadOrFail(): OriginConfig {
  try {
    return loadConfig(originConfig, process.env);
  } catch (error) {
    return failStart(error);
  }
}

async function start(config: OriginConfig, log: Logger, lifecycle: Lifecycle): Promise<void> {
  const registry = createRegistry('origin');
  const readiness = createReadiness();
  let started = false;
  readiness.add('start', () => (started ? undefined : 'still starting'));
  const admin = await startAdminServer({ port: config.metricsPort, registry, readiness });
  lifecycle.own('admin server', () => admin.close());

  const keys = await importServiceKeys(config.serviceKeys);
  const client = await connectMongo(config.mongoUri, lifecycle);
  const db: Db = client.db(config.mongoDatabase);
  readiness.add('mongodb', watchMongo(client));
  const control = await openStore('control', config.controlUrl, log, lifecycle, readiness);
  const rooms: Redis[] = [];
  for (const [at, url] of config.roomsUrls.entries()) {
    rooms.push(await openStore(`rooms-${at}`, url, log, lifecycle, readiness));
  }
  const connection = connectWallets({ url: config.walletsUrl, name: 'origin-wallets', log }, lifecycle);
  // Reads fall back to the ledger, so a lost wallets server is told by its own routes and does not take the rest out.

  const clock = Date.now;
  const endedTotal = new Counter({
    name: 'origin_streams_ended_total',
    help: 'Broadcasts ended, by reason.',
    labelNames: ['reason'] as const,
    registers: [registry],
  });
  const readHeads = async () => {
    const session = connection.session();
    if (session === undefined) throw new Error('wallets are out of reach');
    return readAcceptedHeads(session.redis);
  };
  const deps = {
    clock,
    random,
    log,
    livestreams: mongoLivestreams(db),
    rooms: redisRooms(createRoomStore(rooms)),
    deadlines: redisDeadlines(control),
    nodes: redisNodeRegistry(control, clock),
    gifts: mongoGifts(db),
    accounts: mongoAccounts(db, clock),
    revocations: redisRevocations(control),
    wallet: redisWallet(connection),
    ledger: mongoLedgerReads(db),
    idempotency: mongoIdempotency(db, clock, random),
    isDrained: async () => hasPassed(await readCommittedHeads(db), await readHeads()),
    readHeads,
    readProjected: () => readProjectedHeads(db),
    onEnded: (reason: string) => endedTotal.inc({ reason }),
    spillAtViewers: config.spillAtViewers,
    devGrants: config.devGrants,
    verifyAssertion: createAssertionVerifier({ keys, clock, replay: redisReplayGuard(control) }),
    observeRoute: routeMetrics(registry),
    control,
    lease: redisTaskLease(control, newOpaqueId('or', random)),
  };
  await publishCatalogue(deps.gifts, control);
  startBackground(deps, lifecycle);
  const server = await serveOrigin(createOriginApp(deps), config.host, config.port);
  lifecycle.own('http server', () => server.close());
  started = true;
  log.info({ host: config.host, port: server.port, metricsPort: admin.port }, 'origin ready');
}

async function openStore(name: string, url: string, log: Logger, owner: Owner, readiness: Readiness): Promise<Redis> {
  const redis = await openRedis({ url, name: `origin-${name}`, log, commandTimeoutMs });
  owner.own(name, () => redis.disconnect());
  readiness.add(name, () => (redis.status === 'ready' ? undefined : 'no connection'));
  return redis;
}

const config = loadOrFail();
const log = createLog({ name: 'origin', level: config.logLevel });
await runProcess({ log, releaseDeadlineMs, start: (lifecycle) => start(config, log, lifecycle) });
