import { randomBytes } from 'node:crypto';
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
import { createLog, type Logger } from '../observability/log.ts';
import { createRegistry } from '../observability/metrics.ts';
import { createReadiness, type Readiness } from '../observability/readiness.ts';
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

const releaseDeadlineMs = 10_000;
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
  const admin = await startAdminServer({ port: config.metricsPort, registry, readiness });
  lifecycle.own('admin server', () => admin.close());

  // Before anything is opened: half of these settings refuse the start.
  const media = configuredMedia(config);
  if (media.state === 'off') log.info({ reason: media.reason }, 'nobody is taken out of media');
  const push = configuredPush(config);
  const keys = await importServiceKeys(config.serviceKeys);
  const client = await connectMongo(config.mongoUri, lifecycle);
  readiness.add('mongodb', watchMongo(client));
  const db = client.db(config.mongoDatabase);
  await checkInstall(db);
  const control = await openStore('control', config.controlUrl, log, lifecycle, readiness);
  const rooms: Redis[] = [];
  for (const [at, url] of config.roomsUrls.entries()) {
    rooms.push(await openStore(`rooms-${at}`, url, log, lifecycle, readiness));
  }
  // Not among the reasons of readiness: without wallets, their routes say so and everything else goes on.
  const wallets = connectWalletServers(
    { url: config.walletsUrl, name: 'origin-wallets', log, replicasMin: config.walletReplicasMin },
    lifecycle,
  );

  const deps = composeOrigin({
    db,
    control,
    rooms: createRoomStore(rooms),
    wallets,
    walletReplicasMin: config.walletReplicasMin,
    keys,
    registry,
    log,
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

async function openStore(name: string, url: string, log: Logger, owner: Owner, readiness: Readiness): Promise<Redis> {
  const redis = await openRedis({ url, name: `origin-${name}`, log, commandTimeoutMs });
  owner.own(name, () => redis.disconnect());
  readiness.add(name, () => (redis.status === 'ready' ? undefined : 'no connection'));
  return redis;
}

const config = loadOrFail();
const log = createLog({ name: 'origin', level: config.logLevel });
await runProcess({ log, releaseDeadlineMs, start: (lifecycle) => start(config, log, lifecycle) });
