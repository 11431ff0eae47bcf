import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { repositoryRoot, stateFolder } from '../paths.ts';
import { runWithLog } from './run-with-log.ts';
import { failed, passed, type StepOutcome } from './step.ts';
import { partsOfWorker, textBySource } from './worker-parts.ts';

/** What every isolate evaluates before its first request may weigh, compressed, without the web app: a cold start hangs on it. */
export const workerStartGzipBytesMax = 450 * 1024;
/** What is loaded when staff first ask (ADR 0033). */
export const workerStaffGzipBytesMax = 200 * 1024;
/** What is loaded when a passkey is first made or used. */
export const workerPasskeysGzipBytesMax = 125 * 1024;

/** The parts that are loaded when somebody asks for them: the file that begins each, and what it may weigh. */
const lazyParts = {
  staff: 'edge/src/staff/staff-api.ts',
  passkeys: 'node_modules/@simplewebauthn/server/esm/index.js',
} as const;
const bounds: Readonly<Record<string, number>> = {
  start: workerStartGzipBytesMax,
  staff: workerStaffGzipBytesMax,
  passkeys: workerPasskeysGzipBytesMax,
};
const bundleTimeoutMs = 2 * 60_000;
const entry = 'edge/src/worker.ts';
const sourceMapSchema = z.object({ mappings: z.string(), sources: z.array(z.string()) });

/** A piece of what is uploaded, and the part of the Worker that it is for. */
export interface WorkerPiece {
  readonly part: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Weighs each part of the Worker against its bound, each piece compressed by itself as the platform counts. */
export function weighWorker(pieces: readonly WorkerPiece[]): StepOutcome {
  const weights = pieces.map(({ part, name, bytes }) => ({ part, name, gzipBytes: gzipSync(bytes).byteLength }));
  const parts = Object.entries(bounds).map(([part, max]) => {
    const own = weights.filter((piece) => piece.part === part);
    return { part, max, own, gzipBytes: own.reduce((sum, piece) => sum + piece.gzipBytes, 0) };
  });
  const missing = parts.find(({ own }) => own.length === 0);
  if (missing !== undefined) return failed(`nothing of the Worker is its part "${missing.part}"`);
  const figure = parts.map(({ part, max, gzipBytes }) => `${part} ${kib(gzipBytes)} of ${kib(max)}`).join(', ');
  const summary = `${figure} KiB compressed`;
  const heavy = parts.filter(({ max, gzipBytes }) => gzipBytes > max);
  if (heavy.length === 0) return passed(summary);
  return failed(
    heavy
      .flatMap(({ part, own }) => own.map(({ name, gzipBytes }) => `${part}: ${name}: ${kib(gzipBytes)} KiB`))
      .join('\n'),
    summary,
  );
}

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}

/** The Worker's script cut into its parts, with its WebAssembly, which every isolate compiles. */
function piecesOf(folder: string, metafile: string): WorkerPiece[] {
  const script = readFileSync(join(folder, 'worker.js'), 'utf8');
  const map = sourceMapSchema.parse(JSON.parse(readFileSync(join(folder, 'worker.js.map'), 'utf8')));
  const parts = partsOfWorker(JSON.parse(readFileSync(metafile, 'utf8')), entry, lazyParts);
  const sources = map.sources.map((source) => relative(repositoryRoot, resolve(folder, source)));
  const texts = new Map<string, string[]>();
  for (const [source, text] of textBySource(script, map.mappings, sources)) {
    // What the bundler adds by itself stands in no list of files, and is evaluated first.
    const part = parts.get(source) ?? 'start';
    texts.set(part, [...(texts.get(part) ?? []), text]);
  }
  const modules = readdirSync(folder).filter((name) => name.endsWith('.wasm'));
  return [
    ...[...texts].map(([part, own]) => ({ part, name: 'worker.js', bytes: Buffer.from(own.join('')) })),
    ...modules.map((name) => ({ part: 'start', name, bytes: readFileSync(join(folder, name)) })),
  ];
}

/** Bundles the Worker as a deployment would, by wrangler.toml, and weighs it. */
export async function workerBundleStep(): Promise<StepOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'halobuzz-bundle-'));
  const metafile = join(folder, 'metafile.json');
  // wrangler.toml serves it; on a fresh clone the web app is not built yet.
  mkdirSync(join(stateFolder, 'web'), { recursive: true });
  try {
    const cli = join(repositoryRoot, 'node_modules', 'wrangler', 'wrangler-dist', 'cli.js');
    const outcome = await runWithLog(
      process.execPath,
      ['--no-warnings', cli, 'deploy', '--dry-run', '--outdir', folder, '--metafile', metafile],
      {
        timeoutMs: bundleTimeoutMs,
        env: { CI: '1', WRANGLER_SEND_METRICS: 'false', WRANGLER_WRITE_LOGS: 'false', WRANGLER_HIDE_BANNER: 'true' },
      },
    );
    if (!outcome.ok) return failed(outcome.output);
    return weighWorker(piecesOf(folder, metafile));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
