import { limits } from '@halobuzz/core/limits';
import { redisWallet } from '../adapters/redis/redis-wallet.ts';
import { connectWalletServers } from '../adapters/redis/wallet-servers.ts';
import { gatewayConfig } from '../config.ts';
import { loadConfig } from '../config-option.ts';
import { startGateway } from '../gateway/gateway.ts';
import { startAdminServer } from '../observability/admin-server.ts';
import { createLog } from '../observability/log.ts';
import { createRegistry } from '../observability/metrics.ts';
import { createReadiness } from '../observability/readiness.ts';
import { failStart, runProcess } from '../run-process.ts';

async function main(): Promise<void> {
  const config = loadConfig(gatewayConfig, process.env);
  const log = createLog({ name: config.nodeId, level: config.logLevel });
  await runProcess({
    log,
    releaseDeadlineMs: limits.drainDeadlineMs,
    start: async (lifecycle) => {
      const registry = createRegistry(config.nodeId);
      const readiness = createReadiness();
      let started = false;
      readiness.add('start', () => (started ? undefined : 'the gateway is starting'));
      const admin = await startAdminServer({ port: config.metricsPort, registry, readiness });
      lifecycle.own('admin server', () => admin.close());
      const wallets = connectWalletServers(
        {
          url: config.walletsUrl,
          name: `${config.nodeId}:wallets`,
          log,
          replicasMin: config.walletReplicasMin,
        },
        lifecycle,
      );
      await startGateway(config, {
        wallet: redisWallet(wallets, {
          replicas: { min: config.walletReplicasMin, timeoutMs: limits.walletReplicaWaitMs },
        }),
        log,
        registry,
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
