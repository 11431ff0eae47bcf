import { mkdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import { provideValkey } from '../provision/valkey.ts';
import { type Child, type ChildSpec, describeExit, logTail, startChild } from './child.ts';
import { pickFreePort } from './ports.ts';
import { waitUntil } from './wait-until.ts';

export type ValkeyOptions = {
  /** Holds the append-only file; the same folder brings the same data back. */
  dir: string;
  /** Loopback port; a free one is picked when absent. */
  port?: number;
  appendfsync: 'always' | 'everysec' | 'no';
  name?: string;
  logFile?: string;
  /** Further `--option value` pairs, for tests that need other limits. */
  extraArgs?: readonly string[];
  /** No file of the server may grow beyond this: to it that is a full disk. For tests; POSIX only, steps of 1 KiB. */
  fileBytesMax?: number;
};

/** A running store. `signal('SIGKILL')` is a crash; start again with the same `dir` and `port` to recover. */
export type RunningValkey = { url: string; port: number; dir: string } & Pick<Child, 'pid' | 'exited' | 'signal'> & {
    stop(): Promise<void>;
  };

const readyTimeoutMs = 30_000;
const stopDeadlineMs = 10_000;
const probeTimeoutMs = 1_000;
const startAttemptsMax = 5;

/** The process of one Valkey: append-only, never evicting, loopback only, no snapshots. */
export function valkeySpec(binary: string, options: ValkeyOptions & { port: number }): ChildSpec {
  mkdirSync(options.dir, { recursive: true });
  const own = limitedFiles(binary, options.fileBytesMax);
  return {
    name: options.name ?? 'valkey',
    command: own.command,
    args: [
      ...own.args,
      ...['--port', String(options.port), '--bind', '127.0.0.1', '--dir', options.dir, '--daemonize', 'no'],
      ...['--appendonly', 'yes', '--appendfsync', options.appendfsync, '--maxmemory-policy', 'noeviction'],
      ...['--save', '', '--tcp-backlog', '511', '--io-threads', '1', ...(options.extraArgs ?? [])],
    ],
    cwd: options.dir,
    env: process.env,
    logFile: options.logFile ?? join(options.dir, 'valkey.log'),
  };
}

/** A write beyond the limit fails as one to a full disk does, once the signal that would end the process is ignored. */
function limitedFiles(binary: string, bytesMax: number | undefined): Pick<ChildSpec, 'command' | 'args'> {
  if (bytesMax === undefined) return { command: binary, args: [] };
  const script = 'trap "" XFSZ; ulimit -f "$1"; shift; exec "$@"';
  // A shell of POSIX counts blocks of 512 bytes.
  return { command: '/bin/sh', args: ['-c', script, 'sh', String(Math.floor(bytesMax / 512)), binary] };
}

/**
 * The id of the process behind this port once it serves, or null while it is away or still loads its file. The id tells
 * a server of ours from a stranger on the same port.
 */
export function valkeyProcess(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let answer = '';
    const finish = (pid: number | null) => {
      socket.destroy();
      resolve(pid);
    };
    socket.setTimeout(probeTimeoutMs, () => finish(null));
    socket.once('error', () => finish(null));
    socket.once('close', () => finish(null));
    socket.once('connect', () => socket.write('PING\r\nINFO server\r\n'));
    socket.on('data', (data) => {
      answer += data.toString();
      if (!'+PONG'.startsWith(answer.slice(0, 5))) return finish(null);
      const pid = /process_id:(\d+)\r\n/.exec(answer)?.[1];
      if (pid !== undefined) finish(Number(pid));
    });
  });
}

/** Provides the binary, starts one Valkey and waits until it answers. Throws a Problem when it does not start. */
export async function startValkey(options: ValkeyOptions): Promise<RunningValkey> {
  const { file } = await provideValkey(() => {});
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await pickFreePort());
    const spec = valkeySpec(file, { ...options, port });
    const child = startChild(spec);
    if (
      await waitUntil(async () => (await valkeyProcess(port)) === child.pid, {
        timeoutMs: readyTimeoutMs,
        abort: child.exited,
      })
    ) {
      const stop = async () => {
        await child.stop(stopDeadlineMs);
      };
      return {
        url: `redis://127.0.0.1:${port}`,
        port,
        dir: options.dir,
        pid: child.pid,
        exited: child.exited,
        signal: child.signal,
        stop,
      };
    }
    const exit = await child.stop(stopDeadlineMs);
    // Another process may have taken a picked port between the pick and the start: pick again.
    if (options.port === undefined && attempt < startAttemptsMax) continue;
    throw new Problem(`${spec.name} on port ${port} ${describeExit(exit)}: ${logTail(spec.logFile, 3)}`);
  }
}
