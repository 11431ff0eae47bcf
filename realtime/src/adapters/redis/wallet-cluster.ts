import { setTimeout as delay } from 'node:timers/promises';
import { walletShardTag } from '@halobuzz/core/ids';
import { limits, WALLET_SHARDS } from '@halobuzz/core/limits';
import { Redis } from 'ioredis';
import type { Owner } from '../../lifecycle.ts';
import { connectWallets, type WalletConnectionOptions } from './wallet-connection.ts';
import type { WalletServer, WalletServers } from './wallet-servers.ts';

/** The shards that each master holds, by `host:port`. */
export type ShardMap = ReadonlyMap<string, ReadonlySet<number>>;

interface ClusterServer extends WalletServer {
  held: ReadonlySet<number>;
}

const probeTimeoutMs = 2_000;

/**
 * The wallets of a Redis Cluster: a connection of its own to every master, and a map of shards, read again and again. No
 * command follows a redirect: a shard that moved is answered `locked` until the map is read and the ledger writer has
 * compared heads on the new server, exactly as after a failover.
 */
export function connectWalletCluster(options: WalletConnectionOptions, owner: Owner): WalletServers {
  const stop = new AbortController();
  const { log } = options;
  const seed = nodeUrl(options.url, undefined);
  const known = new Map<string, ClusterServer>();
  const byShard = new Map<number, ClusterServer>();
  const listeners: ((servers: readonly WalletServer[]) => void)[] = [];
  let failing = false;

  const apply = async (map: ShardMap): Promise<void> => {
    let changed = false;
    for (const [address, shards] of map) {
      const server = known.get(address);
      if (server !== undefined) {
        server.held = shards;
        continue;
      }
      const url = nodeUrl(options.url, address);
      const connection = connectWallets({ ...options, url, clustered: true }, { own: () => {} });
      const added: ClusterServer = { address, url, connection, held: shards, shards: () => added.held };
      known.set(address, added);
      changed = true;
    }
    byShard.clear();
    for (const [address, shards] of map) {
      const server = known.get(address);
      if (server !== undefined) for (const shard of shards) byShard.set(shard, server);
    }
    const gone = [...known.values()].filter(({ address }) => !map.has(address));
    for (const server of gone) {
      server.held = new Set();
      known.delete(server.address);
    }
    if (changed || gone.length > 0) {
      log.info({ masters: [...known.keys()] }, 'masters of the wallets cluster');
      for (const listener of listeners) listener([...known.values()]);
    }
    await Promise.all(gone.map(({ connection }) => connection.close()));
  };

  const refresh = async (): Promise<void> => {
    const addresses = [...[...known.keys()].map((address) => nodeUrl(options.url, address)), seed];
    for (const url of addresses) {
      const map = await readShardMap(url).catch(() => undefined);
      if (map === undefined) continue;
      failing = false;
      return apply(map);
    }
    if (!failing && !stop.signal.aborted) log.warn('no node of the wallets cluster tells who holds which shard');
    failing = true;
  };

  const running = (async () => {
    while (!stop.signal.aborted) {
      await refresh().catch((err: unknown) =>
        log.error({ err }, 'the map of the wallets cluster could not be applied'),
      );
      const waitMs = known.size === 0 ? limits.walletMapRetryMs : limits.walletMapPeriodMs;
      await delay(waitMs, undefined, { signal: stop.signal }).catch(() => {});
    }
  })();
  owner.own('wallets cluster', async () => {
    stop.abort();
    await running;
    await Promise.all([...known.values()].map(({ connection }) => connection.close()));
  });

  return {
    session: (shard) => byShard.get(shard)?.connection.session(),
    servers: () => [...known.values()],
    watch(listener) {
      listeners.push(listener);
      listener([...known.values()]);
    },
  };
}

/** Asks one node who holds which shard. Rejects when it does not answer, is not part of a cluster, or knows no master for a shard. */
export async function readShardMap(url: string): Promise<ShardMap> {
  const redis = new Redis(url, {
    ...{
      lazyConnect: true,
      retryStrategy: () => null,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      protocol: 2,
    },
    ...{ connectTimeout: probeTimeoutMs, socketTimeout: probeTimeoutMs, connectionName: 'wallets-map' },
  });
  redis.on('error', () => {});
  try {
    await redis.connect();
    const [slots, ranges] = await Promise.all([slotsOfShards(redis), redis.call('CLUSTER', 'SLOTS')]);
    const map = new Map<string, Set<number>>();
    for (const [shard, slot] of slots.entries()) {
      const address = masterOf(slot, ranges);
      if (address === undefined) throw new Error(`no master holds wallet shard ${shard}`);
      map.set(address, (map.get(address) ?? new Set()).add(shard));
    }
    return map;
  } finally {
    redis.disconnect();
  }
}

async function slotsOfShards(redis: Redis): Promise<number[]> {
  const shards = Array.from({ length: WALLET_SHARDS }, (_, shard) => shard);
  return Promise.all(
    shards.map(async (shard) => Number(await redis.call('CLUSTER', 'KEYSLOT', walletShardTag(shard)))),
  );
}

/** The `host:port` of a slot's master in a reply of CLUSTER SLOTS: `[start, end, [host, port, id, …], replicas …]` each. */
function masterOf(slot: number, ranges: unknown): string | undefined {
  if (!Array.isArray(ranges)) return undefined;
  for (const range of ranges) {
    if (!Array.isArray(range)) continue;
    const [start, end, master] = range;
    if (!Array.isArray(master) || Number(start) > slot || Number(end) < slot) continue;
    const [host, port] = master;
    return `${String(host).includes(':') ? `[${host}]` : host}:${port}`;
  }
  return undefined;
}

/** The address of one node, with the credentials and the scheme of the cluster's. */
export function nodeUrl(clusterUrl: string, address: string | undefined): string {
  const url = new URL(clusterUrl.replace('+cluster:', ':'));
  if (address !== undefined) url.host = address;
  return url.toString();
}
