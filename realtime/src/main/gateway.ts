import { limits } from '@halobuzz/core/limits';
import { redisWallet } from '../adapters/redis/redis-wallet.ts';
import { connectWalletServers } from '../adapters/redis/wallet-servers.ts';
import { gatewayConfig } from '../config.ts';
import { loadConfig } from '../config-option.ts';
import { startGateway } from '../gateway/gateway.ts';
import { startAdminServer } from '../observability/admin-server.ts';
import { createLog } from '../observability/log.ts';
import { createRegistry } from '../observability/metrics.ts';
import { tracingOf } from '../observability/otel-tracing.ts';
import { createReadiness } from '../observability/readiness.ts';
import { redisMetrics } from '../observability/redis-metrics.ts';
import { secretMetrics } from '../observability/secret-metrics.ts';
import { tracingFrom } from '../observability/tracing-options.ts';
import { failStart, runProcess } from '../run-process.ts';

async function main(): Promise<void> {
  const config = loadConfig(gatewayConfig, process.env);
  const log = createLog({ name: 'gateway', node: config.nodeId, level: config.logLevel });
  await runProcess({
    log,
    releaseDeadlineMs: limits.drainDeadlineMs,
    start: async (lifecycle) => {
      const registry = createRegistry('gateway', config.nodeId);
      const readiness = createReadiness();
      let started = false;
      readiness.add('start', () => (started ? undefined : 'the gateway is starting'));
      const admin = await startAdminServer({
        host: config.metricsHost,
        port: config.metricsPort,
        registry,
        readiness,
      });
      lifecycle.own('admin server', () => admin.close());
      const measured = config.metrics === 'on' ? registry : undefined;
      secretMetrics(registry, config.secretDates);
      const redis = redisMetrics(measured);
      const wallets = connectWalletServers(
        {
          url: config.walletsUrl,
          name: `${config.nodeId}:wallets`,
          log,
          replicasMin: config.walletReplicasMin,
          onSession: (session) => redis.time('wallets', session.redis),
        },
        lifecycle,
      );
      redis.watchWallets(wallets);
      const tracing = tracingOf({ ...tracingFrom(config, 'gateway', config.nodeId), log, registry }, lifecycle);
      await startGateway(config, {
        tracing,
        wallet: redisWallet(wallets, {
          replicas: { min: config.walletReplicasMin, timeoutMs: limits.walletReplicaWaitMs },
        }),
        log,
        registry: measured,
        redis,
        readiness,
        owner: lifecycle,
        clock: Date.now,
        elapsedMs: () => performance.now(),
      });
      started = true;
    },
  });
}

main().catch(failStart);
