import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from '../cluster/child.ts';
import { answersOk } from '../cluster/http-probe.ts';
import { startMongo } from '../cluster/mongo.ts';
import { pickFreePort } from '../cluster/ports.ts';
import { loadOrCreateSecrets } from '../cluster/secrets.ts';
import { startValkey } from '../cluster/valkey.ts';
import { waitUntil } from '../cluster/wait-until.ts';
import { Problem } from '../problem.ts';
import { runTool } from '../provision/run-tool.ts';
import { provideUws, uwsBinaryPath } from '../provision/uws-patch.ts';
import { execForm, type ImageStage, imageEnvironment, imageStages, wholeStage } from './image-stages.ts';
import { buildProductionTree } from './production-tree.ts';

const readyTimeoutMs = 60_000;
const stopTimeoutMs = 30_000;

/**
 * Proves that the files of the images are enough: builds their tree in a clean folder, and starts from it, in production's
 * settings and with the images' own commands, migrations, ledger, origin and a gateway on real stores of loopback. Each must
 * become ready, pass its health check and end well when it is told to. Resolves with the exit status.
 */
export async function checkImage(root: string, say: (line: string) => void): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'halobuzz-image-'));
  const release: (() => Promise<unknown>)[] = [];
  try {
    const app = join(folder, 'app');
    say('the tree of the images:');
    await buildProductionTree(root, app, say);
    say(`  ${await provideUws(uwsBinaryPath(app))}: uWebSockets.js`);
    say(`  ${Math.round(bytesIn(app) / 1024 / 1024)} MiB`);
    const mongo = await startMongo({ dir: join(folder, 'mongo') });
    release.push(() => mongo.stop());
    const valkey = await startValkey({ dir: join(folder, 'valkey'), appendfsync: 'always' });
    release.push(() => valkey.stop());
    const stages = imageStages(readFileSync(join(root, 'ops/docker/Dockerfile'), 'utf8'));
    const settings = await productionSettings(folder, valkey.url, mongo.uri);
    await runJob(app, stages, settings);
    say('  jobs: migrations applied');
    for (const target of ['ledger', 'origin', 'gateway']) {
      const process = await startTarget(app, folder, stages, target, settings);
      release.push(process.kill);
      say(`  ${target}: ready, healthy, ended well in ${await process.checkAndStop()} ms`);
    }
    return 0;
  } finally {
    for (const free of release.reverse()) await free();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Settings = Readonly<Record<string, string>>;

/** What production wants set. Stores are on loopback, where they need no TLS. */
async function productionSettings(folder: string, redisUrl: string, mongoUri: string): Promise<Settings> {
  const secrets = await loadOrCreateSecrets(join(folder, 'secrets.json'));
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    REDIS_WALLETS_URL: redisUrl,
    REDIS_ROOMS_URLS: redisUrl,
    REDIS_CONTROL_URL: `${redisUrl}/1`,
    MONGODB_URI: mongoUri,
    TICKET_PUBLIC_KEYS: secrets.TICKET_PUBLIC_KEYS,
    RESUME_TOKEN_KEY: secrets.RESUME_TOKEN_KEY,
    SERVICE_PUBLIC_KEYS: secrets.SERVICE_PUBLIC_KEYS,
    CHECKPOINT_SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64url'),
    CHECKPOINT_DIR: join(folder, 'checkpoints'),
    ALLOWED_ORIGINS: 'https://halobuzz.com',
    PUBLIC_URL: 'wss://gateway-0.gw.halobuzz.com/v1/room',
    NODE_ID: 'gateway-0',
    LEDGER_OWNER: 'ledger-0',
  };
}

function commandOf(stages: readonly ImageStage[], target: string, settings: Settings, ports: Settings) {
  const stage = wholeStage(stages, target);
  // The image's own settings, on this machine's loopback and free ports.
  const env = { ...imageEnvironment(stage), HOST: '127.0.0.1', METRICS_HOST: '127.0.0.1', ...ports, ...settings };
  return { args: [...execForm(stage, 'CMD')], env };
}

async function runJob(app: string, stages: readonly ImageStage[], settings: Settings): Promise<void> {
  const { args, env } = commandOf(stages, 'jobs', settings, {});
  const outcome = await runTool(process.execPath, args, { cwd: app, env, timeoutMs: readyTimeoutMs });
  if (!outcome.ok) throw new Problem(`jobs: ${outcome.stderr.trim().slice(-2_000)}`);
}

async function startTarget(
  app: string,
  folder: string,
  stages: readonly ImageStage[],
  target: string,
  settings: Settings,
) {
  const metricsPort = await pickFreePort();
  const ports = { PORT: String(await pickFreePort()), METRICS_PORT: String(metricsPort) };
  const { args, env } = commandOf(stages, target, settings, ports);
  const logFile = join(folder, `${target}.log`);
  const child = startChild({ name: target, command: process.execPath, args, cwd: app, env, logFile });
  const ready = (): Promise<boolean> => answersOk(`http://127.0.0.1:${metricsPort}/readyz`);
  const options = { timeoutMs: readyTimeoutMs, abort: child.exited };
  const kill = async (): Promise<void> => {
    child.signal('SIGKILL');
    await child.exited;
  };
  const fail = (what: string): Problem =>
    new Problem(`${target} ${what}:\n${readFileSync(logFile, 'utf8').slice(-2_000)}`);
  return {
    kill,
    async checkAndStop(): Promise<number> {
      if (!(await waitUntil(ready, options))) throw fail('did not become ready');
      const script = join(app, 'realtime/src/main/healthcheck.ts');
      const healthy = await runTool(process.execPath, [script], { env: { METRICS_PORT: String(metricsPort) } });
      if (!healthy.ok) throw fail('does not pass its health check');
      const toldAtMs = performance.now();
      child.signal('SIGTERM');
      const exit = await Promise.race([child.exited, timeout()]);
      if (exit === undefined) throw fail('did not end when it was told to');
      if (exit.code !== 0) throw fail(`ended with ${exit.code}`);
      return Math.round(performance.now() - toldAtMs);
    },
  };
}

function timeout(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, stopTimeoutMs, undefined).unref());
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
