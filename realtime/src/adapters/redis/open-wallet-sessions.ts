import type { Owner } from '../../lifecycle.ts';
import { nodeUrl, readShardMap } from './wallet-cluster.ts';
import { openWalletSession, type WalletConnectionOptions, type WalletSession } from './wallet-connection.ts';
import { isClusterUrl, type WalletSessions } from './wallet-servers.ts';

/**
 * The wallets as they can be reached now, for a command that ends soon: nothing reconnects, and shards of a server that
 * cannot be reached have no session. Undefined when none can.
 */
export async function openWalletSessions(
  options: WalletConnectionOptions,
  owner: Owner,
): Promise<WalletSessions | undefined> {
  const open = async (url: string, clustered: boolean): Promise<WalletSession | undefined> => {
    const more = clustered ? { clustered: true as const } : {};
    const session = await openWalletSession({ ...options, ...more, url }).catch(() => undefined);
    if (session !== undefined) owner.own('wallets', () => session.redis.disconnect());
    return session;
  };
  if (!isClusterUrl(options.url)) {
    const session = await open(options.url, false);
    return session === undefined ? undefined : { session: () => session };
  }
  const map = await readShardMap(nodeUrl(options.url, undefined)).catch(() => undefined);
  if (map === undefined) return undefined;
  const byShard = new Map<number, WalletSession>();
  for (const [address, shards] of map) {
    const session = await open(nodeUrl(options.url, address), true);
    if (session !== undefined) for (const shard of shards) byShard.set(shard, session);
  }
  return { session: (shard) => byShard.get(shard) };
}
