import { randomUUID } from 'node:crypto';
import { limits } from '@halobuzz/core/limits';
import type { Redis } from 'ioredis';
import { connectMongo } from '../adapters/mongo/connection.ts';
import { openRedis } from '../adapters/redis/connect.ts';
import { createRoomStore } from '../adapters/redis/room-redis.ts';
import { type LedgerConfig, ledgerConfig } from '../config.ts';
import { loadConfig } from '../config-option.ts';
import { checkpointKeyOf } from '../ledger/checkpoint.ts';
import { ledgerMetrics } from '../ledger/ledger-metrics.ts';
import { ledgerTraces } from '../ledger/ledger-traces.ts';
import { roomTargets } from '../ledger/room-targets.ts';
import { runLedger } from '../ledger/run-ledger.ts';
import { watchVerifications } from '../ledger/watch-verifications.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { checkInstall } from '../migrations/install.ts';
import { startAdminServer } from '../observability/admin-server.ts';
import { createLog, type Logger } from '../observability/log.ts';
import { createRegistry } from '../observability/metrics.ts';
import { mongoMetrics } from '../observability/mongo-metrics.ts';
import { tracingOf } from '../observability/otel-tracing.ts';
import { createReadiness } from '../observability/readiness.ts';
import { redisMetrics } from '../observability/redis-metrics.ts';
import { secretMetrics } from '../observability/secret-metrics.ts';
import { tracingFrom } from '../observability/tracing-options.ts';
import { failStart, runProcess } from '../run-process.ts';

const commandTimeoutMs = 5_000;

function loadOrFail(): LedgerConfig {
  try {
    return loadConfig(ledgerConfig, process.env);
  } catch (error) {
    return failStart(error);
  }
}

async function start(config: LedgerConfig, log: Logger, lifecycle: Lifecycle): Promise<void> {
  const registry = createRegistry('ledger', config.ownerId);
  const readiness = createReadiness();
  const key = checkpointKeyOf(config.checkpointKey);
  const client = await connectMongo(config.mongoUri, lifecycle, {
    monitorCommands: true,
    watch: (made) => mongoMetrics(registry, made),
  });
  const redisHealth = redisMetrics(registry);
  secretMetrics(registry, config.secretDates);
  const db = client.db(config.mongoDatabase);
  await checkInstall(db);
  const open = async (name: string, url: string): Promise<Redis> => {
    const redis = await openRedis({ url, name: `ledger-${name}`, log, commandTimeoutMs });
    lifecycle.own(name, () => redis.disconnect());
    redisHealth.watch(name, () => redis);
    redisHealth.time(name, redis);
    return redis;
  };
  const control = await open('control', config.controlUrl);
  const rooms: Redis[] = [];
  for (const [at, url] of config.roomsUrls.entries()) rooms.push(await open(`rooms-${at}`, url));

  const tracing = tracingOf({ ...tracingFrom(config, 'ledger', config.ownerId), log, registry }, lifecycle);
  const metrics = ledgerMetrics(registry);
  const writer = runLedger(
    {
      client,
      db,
      // A process that is started anew is another owner: the old one's work may still be on its way.
      owner: `${config.ownerId}#${randomUUID()}`,
      walletsUrl: config.walletsUrl,
      targets: roomTargets(createRoomStore(rooms), rooms.length, control, {
        db,
        onBoardsBehind: (err) => log.warn({ err }, 'leaderboards fall short: run the ledger command leaderboards'),
      }),
      checkpoint: { key, dir: config.checkpointDir },
      log,
      metrics,
      onServers: (servers) => redisHealth.watchWallets(servers),
      onSession: (session) => redisHealth.time('wallets', session.redis),
      traces: tracing === undefined ? undefined : ledgerTraces(tracing),
      streamKeptMs: config.streamKeptMs,
    },
    lifecycle,
  );
  lifecycle.own(
    'store health',
    redisHealth.ask(() => true, Date.now),
  );
  lifecycle.own('verification looks', watchVerifications(db, metrics, log));
  readiness.add('shards', () => {
    const open = [...writer.shards.values()].filter((shard) => shard.state === 'open').length;
    return open > 0 && open === writer.shards.size
      ? undefined
      : `${open} of ${writer.shards.size} owned shards are open`;
  });
  const admin = await startAdminServer({
    host: config.metricsHost,
    port: config.metricsPort,
    registry,
    readiness,
  });
  lifecycle.own('admin server', () => admin.close());
  log.info({ metricsPort: admin.port }, 'ledger writer started');
}

const config = loadOrFail();
const log = createLog({ name: 'ledger', node: config.ownerId, level: config.logLevel });
await runProcess({
  log,
  releaseDeadlineMs: limits.ledgerReleaseDeadlineMs,
  start: (lifecycle) => start(config, log, lifecycle),
});
