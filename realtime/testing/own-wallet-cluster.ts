import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { walletShardTag } from '@halobuzz/core/ids';
import { Redis } from 'ioredis';
import { pickFreePorts } from '../../scripts/cluster/ports.ts';
import { type RunningValkey, startValkey } from '../../scripts/cluster/valkey.ts';
import { waitUntil } from '../../scripts/cluster/wait-until.ts';

const slots = 16_384;
const nodes = 3;
const waitMs = 20_000;

/** A real cluster of three masters, of a test's own. */
export interface OwnWalletCluster {
  /** Names the first node. */
  readonly url: string;
  /** `host:port` of each master. */
  readonly addresses: readonly string[];
  /** The master that holds a shard now. */
  holderOf(shard: number): Promise<string>;
  /** Moves a shard's slot with all its keys to another master, as an operator reshards. Answers the new holder. */
  move(shard: number): Promise<string>;
  /** Ends a master as a crash would and starts it again with what its file holds. */
  crashAndRestart(address: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startOwnWalletCluster(): Promise<OwnWalletCluster> {
  const dir = mkdtempSync(join(tmpdir(), 'halobuzz-wallet-cluster-'));
  // A bus port of its own: by default it is the port plus 10,000, where other programs' connections come from.
  const ports = await pickFreePorts(nodes * 2);
  const [clientPorts, busPorts] = [ports.slice(0, nodes), ports.slice(nodes)];
  const start = (at: number): Promise<RunningValkey> =>
    startValkey({
      ...{ dir: join(dir, `${at}`), appendfsync: 'always', name: `valkey-${at}`, port: clientPorts[at] ?? 0 },
      extraArgs: [
        ...['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf', '--cluster-node-timeout', '2000'],
        ...['--cluster-require-full-coverage', 'no', '--cluster-port', String(busPorts[at])],
      ],
    });
  const servers = await Promise.all(clientPorts.map((_, at) => start(at)));
  const addresses = servers.map(({ port }) => `127.0.0.1:${port}`);
  const ask = servers.map(({ url }) => new Redis(url, { enableOfflineQueue: true, maxRetriesPerRequest: 20 }));
  for (const redis of ask) redis.on('error', () => {});
  const [first] = ask;
  if (first === undefined) throw new Error('no node was started');
  for (const [at, redis] of ask.entries()) {
    const [from, to] = [Math.floor((slots * at) / nodes), Math.floor((slots * (at + 1)) / nodes) - 1];
    await redis.call('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to));
    await redis.call('CLUSTER', 'SET-CONFIG-EPOCH', String(at + 1));
  }
  for (const [at, port] of clientPorts.entries()) {
    if (at > 0) await first.call('CLUSTER', 'MEET', '127.0.0.1', String(port), String(busPorts[at]));
  }
  const agreed = await waitUntil(
    async () => {
      const infos = await Promise.all(ask.map(async (redis) => String(await redis.call('CLUSTER', 'INFO'))));
      return infos.every((info) => /cluster_state:ok/.test(info) && /cluster_known_nodes:3/.test(info));
    },
    { timeoutMs: waitMs },
  );
  if (!agreed) throw new Error('the nodes did not become a cluster');
  const ids = await Promise.all(ask.map(async (redis) => String(await redis.call('CLUSTER', 'MYID'))));
  const slotOf = async (shard: number): Promise<number> =>
    Number(await first.call('CLUSTER', 'KEYSLOT', walletShardTag(shard)));
  const holder = async (shard: number): Promise<number> => {
    const slot = await slotOf(shard);
    for (const [at, redis] of ask.entries()) {
      const own = String(await redis.call('CLUSTER', 'NODES'))
        .split('\n')
        .find((line) => line.includes('myself'));
      if (slotRanges(own ?? '').some(([from, to]) => slot >= from && slot <= to)) return at;
    }
    throw new Error(`no node holds shard ${shard}`);
  };
  return {
    url: `redis+cluster://${addresses[0]}`,
    addresses,
    holderOf: async (shard) => addresses[await holder(shard)] ?? '',
    async move(shard) {
      const slot = String(await slotOf(shard));
      const from = await holder(shard);
      const to = (from + 1) % nodes;
      const [source, target, port] = [ask[from], ask[to], servers[to]?.port];
      const [sourceId, targetId] = [ids[from] ?? '', ids[to] ?? ''];
      if (source === undefined || target === undefined || port === undefined) throw new Error('no such node');
      await target.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', sourceId);
      await source.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', targetId);
      for (;;) {
        const keys: unknown = await source.call('CLUSTER', 'GETKEYSINSLOT', slot, '100');
        if (!Array.isArray(keys) || keys.length === 0) break;
        await source.call('MIGRATE', '127.0.0.1', String(port), '', '0', '5000', 'KEYS', ...keys.map(String));
      }
      for (const redis of [target, source, ...ask]) await redis.call('CLUSTER', 'SETSLOT', slot, 'NODE', targetId);
      return addresses[to] ?? '';
    },
    async crashAndRestart(address) {
      const at = addresses.indexOf(address);
      const server = servers[at];
      if (server === undefined) throw new Error(`no node at ${address}`);
      server.signal('SIGKILL');
      await server.exited;
      servers[at] = await start(at);
    },
    async stop() {
      for (const redis of ask) redis.disconnect();
      await Promise.all(servers.map((server) => server.stop()));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** The slots in a node's own line of CLUSTER NODES: `5` or `0-5460`; those in brackets are on their way. */
function slotRanges(line: string): (readonly [number, number])[] {
  return line
    .trim()
    .split(' ')
    .slice(8)
    .filter((part) => !part.startsWith('['))
    .map((part) => {
      const [from = 0, to = from] = part.split('-').map(Number);
      return [from, to] as const;
    });
}
