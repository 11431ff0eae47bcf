import { WALLET_SHARDS } from '@halobuzz/core/limits';
import type { Owner } from '../../lifecycle.ts';
import { connectWalletCluster } from './wallet-cluster.ts';
import {
  connectWallets,
  type WalletConnection,
  type WalletConnectionOptions,
  type WalletSession,
} from './wallet-connection.ts';

/** One server of wallets and the shards that it holds now. */
export interface WalletServer {
  /** Names it in logs; two servers never share one. */
  readonly address: string;
  readonly url: string;
  readonly connection: WalletConnection;
  readonly shards: () => ReadonlySet<number>;
}

/** Where wallets are: on one server, or on the masters of a cluster. */
export interface WalletServers {
  /** The session that a shard's scripts run on; undefined while there is none. */
  session(shard: number): WalletSession | undefined;
  servers(): readonly WalletServer[];
  /** Called with the servers whenever one came or went, and once at first. */
  watch(listener: (servers: readonly WalletServer[]) => void): void;
}

/** Where a shard's session is: what most users of wallets need. */
export type WalletSessions = Pick<WalletServers, 'session'>;

const allShards: ReadonlySet<number> = new Set(Array.from({ length: WALLET_SHARDS }, (_, shard) => shard));

/** Keeps sessions to the wallets: `redis://` is one server, `redis+cluster://` any node of a cluster. */
export function connectWalletServers(options: WalletConnectionOptions, owner: Owner): WalletServers {
  return isClusterUrl(options.url) ? connectWalletCluster(options, owner) : oneServer(options, owner);
}

export function isClusterUrl(url: string): boolean {
  return /^rediss?\+cluster:/.test(url);
}

function oneServer(options: WalletConnectionOptions, owner: Owner): WalletServers {
  const connection = connectWallets(options, owner);
  const { url } = options;
  const servers = [{ address: new URL(url).host, url, connection, shards: () => allShards }];
  return {
    session: () => connection.session(),
    servers: () => servers,
    watch: (listener) => listener(servers),
  };
}
