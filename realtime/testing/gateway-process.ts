import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { nodeRecordSchema } from '@halobuzz/core/api/internal';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { pickFreePort } from '../../scripts/cluster/ports.ts';
import { waitUntil } from '../../scripts/cluster/wait-until.ts';
import type { GatewayPlace } from './gateway-bench.ts';

const file = fileURLToPath(new URL('../src/main/gateway.ts', import.meta.url));
const startTimeoutMs = 30_000;
const outputCharsMax = 20_000;

/** A gateway as it runs in production: a process of its own, with its admin port. */
export interface GatewayProcess extends GatewayPlace {
  readonly name: string;
  readonly port: number;
  /** The end of what it logged. */
  output(): string;
  /** Whether it still runs. */
  alive(): boolean;
  /** The value of one of its metrics, summed over labels that are not named; 0 when it has none such. */
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
  readyReasons(): Promise<readonly string[]>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Ends it as an operator would; gives its exit code. */
  stop(): Promise<number | null>;
}

/** Starts one, and waits until the registry in control Redis knows it. */
export async function startGatewayProcess(
  name: string,
  control: Redis,
  environment: Readonly<Record<string, string>>,
): Promise<GatewayProcess> {
  const metricsPort = await pickFreePort();
  const { NODE_COMPILE_CACHE } = process.env;
  const env = {
    LOG_LEVEL: 'info',
    NODE_COMPILE_CACHE,
    ...environment,
    NODE_ID: name,
    METRICS_PORT: String(metricsPort),
  };
  const child: ChildProcess = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-outputCharsMax);
    });
  }
  const alive = (): boolean => child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (alive()) {
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  };
  const admin = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${metricsPort}${path}`);
  const started = await waitUntil(() => output.includes('gateway ready'), { timeoutMs: startTimeoutMs, abort: exited });
  if (!started) {
    await end('SIGKILL');
    throw new Error(`the gateway did not start: ${output.slice(-2_000)}`);
  }
  const record = nodeRecordSchema.parse(JSON.parse((await control.get(controlKeys.node(name))) ?? '{}'));
  return {
    name,
    node: { id: record.id, boot: record.boot },
    url: record.url,
    port: Number(new URL(record.url).port),
    output: () => output,
    alive,
    async metric(metricName, labels = {}) {
      const text = await (await admin('/metrics')).text();
      return sumOf(text, metricName, labels);
    },
    async readyReasons() {
      const body: unknown = await (await admin('/readyz')).json();
      const reasons = typeof body === 'object' && body !== null && 'reasons' in body ? body.reasons : {};
      return Object.keys(typeof reasons === 'object' && reasons !== null ? reasons : {});
    },
    async kill() {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
  };
}

/** Adds up the samples of a metric in Prometheus' text format whose labels are as given. */
function sumOf(text: string, name: string, labels: Readonly<Record<string, string>>): number {
  let sum = 0;
  for (const line of text.split('\n')) {
    const sample = /^([a-zA-Z_:][\w:]*)(\{.*\})? (\S+)$/.exec(line);
    if (sample?.[1] !== name) continue;
    const matches = Object.entries(labels).every(([key, value]) => sample[2]?.includes(`${key}="${value}"`));
    if (matches) sum += Number(sample[3]);
  }
  return sum;
}
