import { limits } from '@halobuzz/core/limits';
import type { Redis } from 'ioredis';
import type { Registry } from 'prom-client';
import type { WalletServers } from '../adapters/redis/wallet-servers.ts';
import { sharedMetricSpecs as specs } from './catalogue/shared-metrics.ts';
import { metricsIn } from './metrics-in.ts';
import { redisHealthOf } from './redis-health.ts';

/** Measures the Redis servers that a process uses. */
export interface RedisMetrics {
  /** Tells at each scrape whether the store is connected; `redis` answers the connection of this moment, if there is one. */
  watch(store: string, redis: () => Redis | undefined): void;
  /** Watches the servers of wallets: `wallets`, or `wallets-0` and so on where there are several. */
  watchWallets(servers: Pick<WalletServers, 'watch'>): void;
  /** Counts and times the commands of a connection. Not for one that blocks or subscribes. */
  time(store: string, redis: Redis): void;
  /** Asks every watched store that `asked` names how it is, every `storeInfoPeriodMs`. @returns the release. */
  ask(asked: (store: string) => boolean, clock: () => number): () => Promise<void>;
}

export function redisMetrics(registry: Registry | undefined): RedisMetrics {
  const metrics = metricsIn(registry);
  const watched = new Map<string, () => Redis | undefined>();
  metrics.asked(specs.redisConnected, (gauge) => {
    for (const [store, redis] of watched) gauge.set({ store }, redis()?.status === 'ready' ? 1 : 0);
  });
  const commands = metrics.counter(specs.redisCommands);
  const seconds = metrics.histogram(specs.redisSeconds);
  const gauges = {
    used: metrics.gauge(specs.redisUsedMemory),
    max: metrics.gauge(specs.redisMaxMemory),
    aofEnabled: metrics.gauge(specs.redisAofEnabled),
    aofOk: metrics.gauge(specs.redisAofOk),
    replicas: metrics.gauge(specs.redisReplicas),
    lag: metrics.gauge(specs.redisReplicationLag),
    evicted: metrics.gauge(specs.redisEvicted),
    at: metrics.gauge(specs.redisInfoAt),
  };

  async function ask(store: string, redis: Redis, clock: () => number): Promise<void> {
    const health = redisHealthOf(await redis.info());
    const labels = { store };
    gauges.used.set(labels, health.usedBytes);
    gauges.max.set(labels, health.maxBytes);
    gauges.aofEnabled.set(labels, health.aofEnabled ? 1 : 0);
    gauges.aofOk.set(labels, health.aofOk ? 1 : 0);
    gauges.replicas.set(labels, health.replicas);
    gauges.lag.set(labels, health.lagBytes);
    gauges.evicted.set(labels, health.evictedKeys);
    gauges.at.set(labels, clock() / 1_000);
  }

  return {
    watch(store, redis) {
      watched.set(store, redis);
    },
    watchWallets(servers) {
      servers.watch((now) => {
        for (const store of watched.keys()) if (store.startsWith('wallets')) watched.delete(store);
        for (const [at, { connection }] of now.entries()) {
          watched.set(now.length === 1 ? 'wallets' : `wallets-${at}`, () => connection.session()?.redis);
        }
      });
    },
    time(store, redis) {
      if (registry === undefined) return;
      const send = redis.sendCommand.bind(redis);
      redis.sendCommand = (command, stream) => {
        const stop = seconds.startTimer({ store });
        const settled = (result: 'ok' | 'error') => (): void => {
          stop();
          commands.inc({ store, result });
        };
        command.promise.then(settled('ok'), settled('error'));
        return send(command, stream);
      };
    },
    ask(asked, clock) {
      let asking: Promise<unknown> = Promise.resolve();
      const askAll = (): void => {
        const stores = [...watched].filter(([store]) => asked(store));
        // What does not answer has an old time of its last answer; that is what alerts look at.
        asking = Promise.allSettled(
          stores.map(async ([store, redis]) => {
            const connection = redis();
            if (connection?.status === 'ready') await ask(store, connection, clock);
          }),
        );
      };
      askAll();
      const timer = setInterval(askAll, limits.storeInfoPeriodMs);
      return async () => {
        clearInterval(timer);
        await asking;
      };
    },
  };
}
