import { createServer } from 'node:net';
import { Problem } from '../problem.ts';

/** Below the range from which Linux, macOS and Windows take the ports of outgoing connections. */
const freePortMin = 20_000;
const freePortMax = 32_000;
const freePortAttemptsMax = 200;

/** Whether this machine would let a server listen on the loopback port now. */
export function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A loopback port that was free a moment ago, chosen at random so that parallel runs seldom meet. */
export async function pickFreePort(taken: ReadonlySet<number> = new Set()): Promise<number> {
  for (let attempt = 0; attempt < freePortAttemptsMax; attempt++) {
    const port = freePortMin + Math.floor(Math.random() * (freePortMax - freePortMin));
    if (!taken.has(port) && (await portIsFree(port))) return port;
  }
  throw new Problem(`no free port was found between ${freePortMin} and ${freePortMax}`);
}

/** Several different free ports. */
export async function pickFreePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await pickFreePort(ports));
  return [...ports];
}

/** One port that a process is about to listen on, and the option that changes it. */
export type WantedPort = { name: string; port: number; option: string };

/** One readable line per port that cannot be used: taken by another program, or wanted twice. */
export async function portProblems(
  wanted: readonly WantedPort[],
  isFree: (port: number) => Promise<boolean> = portIsFree,
): Promise<string[]> {
  const problems: string[] = [];
  const first = new Map<number, WantedPort>();
  for (const entry of wanted) {
    const other = first.get(entry.port);
    if (other !== undefined) {
      problems.push(
        `${entry.name} and ${other.name} both want port ${entry.port}: change one with ${entry.option} <port>`,
      );
      continue;
    }
    first.set(entry.port, entry);
    if (!(await isFree(entry.port))) {
      problems.push(
        `port ${entry.port} for ${entry.name} is taken by another program: choose one with ${entry.option} <port>`,
      );
    }
  }
  return problems;
}
