import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { repositoryRoot, stateFolder } from '../paths.ts';
import { runWithLog } from './run-with-log.ts';
import { failed, passed, type StepOutcome } from './step.ts';

/** What the Worker may weigh, compressed, without the web app: its start-up time hangs on it. */
export const workerBundleGzipBytesMax = 500 * 1024;
const bundleTimeoutMs = 2 * 60_000;

export interface BundleFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Weighs what is uploaded: scripts and WebAssembly modules, each compressed by itself as the platform counts; no source maps. */
export function weighBundle(files: readonly BundleFile[]): StepOutcome {
  const uploaded = files.filter(({ name }) => /\.(js|mjs|wasm)$/.test(name));
  if (!uploaded.some(({ name }) => name.endsWith('js'))) return failed('the bundler made no script');
  const gzipBytes = uploaded.reduce((sum, { bytes }) => sum + gzipSync(bytes).byteLength, 0);
  const figure = `${kib(gzipBytes)} of ${kib(workerBundleGzipBytesMax)} KiB compressed`;
  if (gzipBytes <= workerBundleGzipBytesMax) return passed(figure);
  return failed(
    uploaded.map(({ name, bytes }) => `${name}: ${kib(gzipSync(bytes).byteLength)} KiB`).join('\n'),
    figure,
  );
}

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}

/** Bundles the Worker as a deployment would, by wrangler.toml, and weighs it. */
export async function workerBundleStep(): Promise<StepOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'halobuzz-bundle-'));
  // wrangler.toml serves it; on a fresh clone the web app is not built yet.
  mkdirSync(join(stateFolder, 'web'), { recursive: true });
  try {
    const cli = join(repositoryRoot, 'node_modules', 'wrangler', 'wrangler-dist', 'cli.js');
    const outcome = await runWithLog(
      process.execPath,
      ['--no-warnings', cli, 'deploy', '--dry-run', '--outdir', folder],
      {
        timeoutMs: bundleTimeoutMs,
        env: { CI: '1', WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: 'false', WRANGLER_HIDE_BANNER: 'true' },
      },
    );
    if (!outcome.ok) return failed(outcome.output);
    return weighBundle(readdirSync(folder).map((name) => ({ name, bytes: readFileSync(join(folder, name)) })));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
