import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseEnv, promisify } from 'node:util';
import { repositoryRoot } from '../paths.ts';

/**
 * Runs the Worker by wrangler.toml in the runtime that wrangler brings, as `wrangler dev` does, but without the second
 * runtime that it puts before ours, through which every request would pass. Arguments: the port and the edge's folder, with
 * its settings in `edge.env`. A runtime that dies is started again at once; when that fails this ends with status 1, so that
 * whoever keeps it running begins anew.
 */

/** What we use of Miniflare, which is wrangler's own and no dependency of ours: there are no types of it to import. */
interface Miniflare {
  readonly Miniflare: new (options: unknown) => { readonly ready: Promise<URL>; dispose(): Promise<void> };
  readonly convertV4MiniflareOptions: (options: unknown) => unknown;
}

const run = promisify(execFile);
const buildTimeoutMs = 80_000;
const lookMs = 2_000;
const outputBytesMax = 4 * 1024 * 1024;
const node = ['--no-warnings'];
const wrangler = join(repositoryRoot, 'node_modules', 'wrangler');
const moduleTypes: Readonly<Record<string, string>> = {
  js: 'ESModule',
  wasm: 'CompiledWasm',
  txt: 'Text',
  bin: 'Data',
};

const [portText = '', folder = ''] = process.argv.slice(2);
const bundleFolder = join(folder, 'bundle');

/** As a deployment would bundle it. */
async function bundle(): Promise<void> {
  const cli = join(wrangler, 'wrangler-dist', 'cli.js');
  const words = ['deploy', '--dry-run', '--outdir', bundleFolder, '--config', join(repositoryRoot, 'wrangler.toml')];
  await run(process.execPath, [...node, cli, ...words], { cwd: repositoryRoot, timeout: buildTimeoutMs });
}

/** What wrangler makes of wrangler.toml. In a process of its own: wrangler weighs a hundred MiB and is used for a moment. */
async function workerOptions(): Promise<Readonly<Record<string, unknown>>> {
  const script = join(import.meta.dirname, 'edge-options.ts');
  const { stdout } = await run(process.execPath, [...node, script], {
    cwd: repositoryRoot,
    timeout: buildTimeoutMs,
    maxBuffer: outputBytesMax,
  });
  // Written by edge-options.ts: an object.
  return JSON.parse(stdout) as Readonly<Record<string, unknown>>;
}

/** The script first: it is what the runtime starts with. */
function modules(): readonly { readonly type: string; readonly path: string }[] {
  return readdirSync(bundleFolder)
    .flatMap((name) => {
      const type = moduleTypes[name.slice(name.lastIndexOf('.') + 1)];
      return type === undefined ? [] : [{ type, path: join(bundleFolder, name) }];
    })
    .sort((a, b) => Number(b.path.endsWith('worker.js')) - Number(a.path.endsWith('worker.js')));
}

const [options] = await Promise.all([workerOptions(), bundle()]);
const wranglersOwn = createRequire(join(wrangler, 'package.json'));
// wrangler depends on it, so it is there; its own declarations say what the interface above says.
const { Miniflare, convertV4MiniflareOptions } = wranglersOwn('miniflare') as Miniflare;
const edge = new Miniflare(
  convertV4MiniflareOptions({
    host: '127.0.0.1',
    port: Number(portText),
    // Where `wrangler dev` kept them: objects and files of earlier starts are found.
    resourcePersistencePath: join(folder, 'state', 'v3'),
    resourceTmpPath: join(folder, 'tmp'),
    logRequests: false,
    // Where nobody calls by the clock, /cdn-cgi/local/scheduled runs what is due.
    unsafeTriggerHandlers: true,
    handleStructuredLogs: ({ message }: { readonly message: string }) => console.log(message),
    unsafeHandleRuntimeRestart: () => console.log('the Workers runtime died and runs again'),
    workers: [
      {
        ...options,
        name: 'halobuzz-edge',
        modules: modules(),
        modulesRoot: bundleFolder,
        bindings: parseEnv(readFileSync(join(folder, 'edge.env'), 'utf8')),
      },
    ],
  }),
);

async function end(status: number, why: string): Promise<never> {
  console.log(why);
  await edge.dispose();
  process.exit(status);
}

process.once('SIGTERM', () => void end(0, 'stopping'));
console.log(`ready on ${String(await edge.ready)}`);
// Told by nobody: a runtime that could not be started again is seen by asking.
setInterval(() => edge.ready.catch((error: unknown) => end(1, String(error))), lookMs);
