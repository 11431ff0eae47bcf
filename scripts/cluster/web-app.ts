import { globSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { repositoryRoot, stateFolder } from '../paths.ts';
import { installOnce } from '../provision/install-once.ts';
import type { ChildSpec } from './child.ts';
import { buildConsole, consoleSources } from './console-build.ts';
import { sourcesHash } from './sources-hash.ts';

/** The folder that wrangler.toml serves. */
export const webFolder = join(stateFolder, 'web');

const buildTimeoutMs = 5 * 60_000;
const sources = [
  'mobile/**/*.{ts,tsx,js,mjs,json,png,svg,css,html,ttf,woff2}',
  'core/src/**/*.ts',
  'edge/pages/*.{ts,css}',
  'package-lock.json',
];

/**
 * Builds the web app from `mobile/` when its sources changed since the last build. `run` starts the exporter and
 * resolves when it has succeeded; `say` hears of it first.
 */
export async function buildWebApp(
  run: (spec: ChildSpec, timeoutMs: number) => Promise<void>,
  logsFolder: string,
  say: (line: string) => void,
): Promise<void> {
  await installOnce(
    webFolder,
    sourcesHash(sources),
    async (draft) => {
      say('Web app: building (about a minute, until its sources change again)');
      await run(exportSpec(draft, logsFolder), buildTimeoutMs);
      await buildPages(join(draft, 'pages'));
      // Keeps our own stamp out of what the edge serves.
      writeFileSync(join(draft, '.assetsignore'), '.installed\n');
    },
    (pid) => say(`Web app: waiting for process ${pid}, which is building it`),
  );
  // By itself, because it takes a second: whoever changes a page of the console does not wait for the app.
  await installOnce(join(webFolder, 'console'), sourcesHash(consoleSources), buildConsole);
}

/** Scripts and styles of the edge's own pages, as files: the content security policy lets nothing else in. */
async function buildPages(outputFolder: string): Promise<void> {
  await build({
    entryPoints: globSync('edge/pages/*.{ts,css}', { cwd: repositoryRoot }).map((file) => join(repositoryRoot, file)),
    outdir: outputFolder,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
}

function exportSpec(outputFolder: string, logsFolder: string): ChildSpec {
  const mobile = join(repositoryRoot, 'mobile');
  return {
    name: 'web app build',
    command: process.execPath,
    args: [
      join(repositoryRoot, 'node_modules', 'expo', 'bin', 'cli'),
      ...['export', '--platform', 'web', '--output-dir', relative(mobile, outputFolder)],
    ],
    cwd: mobile,
    env: { ...process.env, EXPO_OFFLINE: '1', EXPO_NO_TELEMETRY: '1', CI: '1', NODE_ENV: 'production' },
    logFile: join(logsFolder, 'web-build.log'),
  };
}
