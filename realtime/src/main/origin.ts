import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { limits } from '@halobuzz/core/limits';
import type { Redis } from 'ioredis';
import { connectMongo } from '../adapters/mongo/connection.ts';
import { openRedis } from '../adapters/redis/connect.ts';
import { createRoomStore } from '../adapters/redis/room-redis.ts';
import { connectWalletServers } from '../adapters/redis/wallet-servers.ts';
import { type OriginConfig, originConfig } from '../config.ts';
import { loadConfig } from '../config-option.ts';
import type { Lifecycle, Owner } from '../lifecycle.ts';
import { checkInstall } from '../migrations/install.ts';
import { startAdminServer } from '../observability/admin-server.ts';
import { watchCertificates } from '../observability/certificates.ts';
import { createLog, type Logger } from '../observability/log.ts';
import { createRegistry } from '../observability/metrics.ts';
import { mongoMetrics } from '../observability/mongo-metrics.ts';
import { tracingOf } from '../observability/otel-tracing.ts';
import { createReadiness, type Readiness } from '../observability/readiness.ts';
import { type RedisMetrics, redisMetrics } from '../observability/redis-metrics.ts';
import { secretMetrics } from '../observability/secret-metrics.ts';
import { traceMongo } from '../observability/traced-mongo.ts';
import { tracingFrom } from '../observability/tracing-options.ts';
import { createOriginApp } from '../origin/app.ts';
import { startBackground } from '../origin/background.ts';
import { composeOrigin } from '../origin/compose-origin.ts';
import { importServiceKeys } from '../origin/http/service-keys.ts';
import { httpScanner, noScanner } from '../origin/images/scan-image.ts';
import { configuredMedia } from '../origin/media/media-settings.ts';
import { watchMongo } from '../origin/mongo/mongo-readiness.ts';
import { configuredPush } from '../origin/notifications/push-settings.ts';
import { configuredProviders } from '../origin/payments/payment-providers.ts';
import { configuredPayouts } from '../origin/payouts/compose-payouts.ts';
import { serveOrigin } from '../origin/serve.ts';
import { failStart, runProcess } from '../run-process.ts';

const commandTimeoutMs = 2_000;

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
  let starting = true;
  readiness.add('start', () => (starting ? 'still starting' : undefined));
  const admin = await startAdminServer({
    host: config.metricsHost,
    port: config.metricsPort,
    registry,
    readiness,
  });
  lifecycle.own('admin server', () => admin.close());

  // Before anything is opened: half of these settings refuse the start.
  const media = configuredMedia(config);
  if (media.state === 'off') log.info({ reason: media.reason }, 'nobody is taken out of media');
  const push = configuredPush(config);
  const keys = await importServiceKeys(config.serviceKeys);
  const tracing = tracingOf({ ...tracingFrom(config, 'origin', hostname()), log, registry }, lifecycle);
  const client = await connectMongo(config.mongoUri, lifecycle, {
    monitorCommands: true,
    watch: (made) => mongoMetrics(registry, made),
  });
  if (tracing !== undefined) traceMongo(client, tracing);
  readiness.add('mongodb', watchMongo(client));
  const db = client.db(config.mongoDatabase);
  await checkInstall(db);
  const redis = redisMetrics(registry);
  secretMetrics(registry, config.secretDates);
  lifecycle.own('certificate looks', watchCertificates(registry, config.certificateHosts, log));
  const openStore = storeOpener({ log, owner: lifecycle, readiness, redis });
  const control = await openStore('control', config.controlUrl);
  const rooms: Redis[] = [];
  for (const [at, url] of config.roomsUrls.entries()) {
    rooms.push(await openStore(`rooms-${at}`, url));
  }
  // Not among the reasons of readiness: without wallets, their routes say so and everything else goes on.
  const wallets = connectWalletServers(
    {
      ...{ url: config.walletsUrl, name: 'origin-wallets', log, replicasMin: config.walletReplicasMin },
      onSession: (session) => redis.time('wallets', session.redis),
    },
    lifecycle,
  );
  redis.watchWallets(wallets);
  lifecycle.own(
    'store health',
    redis.ask(() => true, Date.now),
  );

  const deps = composeOrigin({
    db,
    control,
    rooms: createRoomStore(rooms),
    roomServers: rooms,
    wallets,
    walletReplicasMin: config.walletReplicasMin,
    keys,
    registry,
    log,
    tracing,
    clock: Date.now,
    random: (length) => Uint8Array.from(randomBytes(length)),
    spillAtViewers: config.spillAtViewers,
    europeanRooms: config.europeanRooms,
    devGrants: config.devGrants,
    payments: configuredProviders(config, db, Date.now),
    payouts: configuredPayouts(config, db),
    media,
    push,
    scanImage: config.imageScanUrl === undefined ? noScanner : httpScanner({ url: config.imageScanUrl }),
  });
  await deps.publishGifts();
  startBackground(deps, lifecycle);
  const server = await serveOrigin(createOriginApp(deps), config.host, config.port);
  lifecycle.own('http server', () => server.close());
  starting = false;
  log.info({ host: config.host, port: server.port, metricsPort: admin.port }, 'origin ready');
}

interface StoreDeps {
  readonly log: Logger;
  readonly owner: Owner;
  readonly readiness: Readiness;
  readonly redis: RedisMetrics;
}

function storeOpener({ log, owner, readiness, redis }: StoreDeps) {
  return async (name: string, url: string): Promise<Redis> => {
    const store = await openRedis({ url, name: `origin-${name}`, log, commandTimeoutMs });
    owner.own(name, () => store.disconnect());
    readiness.add(name, () => (store.status === 'ready' ? undefined : 'no connection'));
    redis.watch(name, () => store);
    redis.time(name, store);
    return store;
  };
}

const config = loadOrFail();
const log = createLog({ name: 'origin', node: hostname(), level: config.logLevel });
await runProcess({
  log,
  releaseDeadlineMs: limits.originReleaseDeadlineMs,
  start: (lifecycle) => start(config, log, lifecycle),
});
