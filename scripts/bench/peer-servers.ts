import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startLineWorker } from '../../loadtests/bench/line-worker.ts';
import type { PeerCommands } from '../../loadtests/bench/peers/peer-commands.ts';
import { repositoryRoot } from '../paths.ts';
import { findOnPath } from '../provision/find-on-path.ts';
import { runTool } from '../provision/run-tool.ts';
import type { BenchServer } from './bench-server.ts';

export const peerNames = ['uws', 'ws', 'socket.io', 'centrifuge'] as const;
export type PeerName = (typeof peerNames)[number];

const peersFolder = join(repositoryRoot, 'loadtests', 'bench', 'peers');
/** Lets a server in Node collect its garbage when the bench says so. */
export const collecting = [
  '--import',
  pathToFileURL(join(repositoryRoot, 'loadtests', 'bench', 'collect-on-signal.ts')).href,
] as const;
const buildTimeoutMs = 300_000;

/** How to start each peer; null where it cannot be had here (no Go, or its module could not be fetched). */
export type PeerCommandLines = Readonly<Record<PeerName, readonly string[] | null>>;

/** Makes the peers ready to start; centrifuge is built once into `folder`, when a row needs it. */
export async function preparePeers(
  folder: string,
  say: (line: string) => void,
  needed: boolean,
): Promise<PeerCommandLines> {
  return {
    uws: [process.execPath, ...collecting, join(peersFolder, 'uws.ts')],
    ws: [process.execPath, ...collecting, join(peersFolder, 'ws.ts')],
    'socket.io': [process.execPath, ...collecting, join(peersFolder, 'socket-io.ts')],
    centrifuge: needed ? await buildCentrifuge(folder, say) : null,
  };
}

async function buildCentrifuge(folder: string, say: (line: string) => void): Promise<readonly string[] | null> {
  const go = findOnPath(['go']);
  if (go === null) {
    say('centrifuge: not available here (no Go on the PATH)');
    return null;
  }
  mkdirSync(folder, { recursive: true });
  const binary = join(folder, process.platform === 'win32' ? 'centrifuge.exe' : 'centrifuge');
  const built = await runTool(go, ['build', '-o', binary, '.'], {
    cwd: join(peersFolder, 'centrifuge'),
    timeoutMs: buildTimeoutMs,
  });
  if (built.ok) return [binary];
  say(`centrifuge: not available here (${built.stderr.trim().split('\n').at(-1) ?? 'go build failed'})`);
  return null;
}

export async function startPeer(
  name: PeerName,
  commandLine: readonly string[],
  rooms: number,
  redis: { readonly url: string; readonly pid: number },
): Promise<BenchServer> {
  const [command = '', ...args] = commandLine;
  const worker = startLineWorker<PeerCommands>(command, args);
  const { port } = await worker.ask('listen', { redisUrl: redis.url });
  const kind = name === 'uws' || name === 'ws' ? 'plain' : name;
  return {
    name,
    pids: [worker.pid],
    redisPid: name === 'socket.io' ? redis.pid : undefined,
    target: { kind, port, rooms },
    async publish(perSecond, seconds, bytes) {
      return (await worker.ask('publish', { rooms, perSecond, seconds, bytes })).sent;
    },
    stop: () => worker.stop(),
  };
}
