import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = dirname(fileURLToPath(import.meta.url));
const scenariosFolder = join(folder, 'scenarios');

/** Names of the scenarios that can be run. */
export function scenarioNames(): string[] {
  return readdirSync(scenariosFolder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => name.slice(0, -'.ts'.length))
    .sort();
}

/**
 * Bundles one scenario into a single module that k6 reads, and returns its path. k6 has neither Node's modules nor its
 * resolution; msgpackr's browser build is the one that runs there.
 */
export async function bundleScenario(name: string, outputFolder: string): Promise<string> {
  const outfile = join(outputFolder, `${name}.js`);
  await build({
    entryPoints: [join(scenariosFolder, `${name}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    // k6 knows private fields itself; lowered to weak maps they cost a third of what a frame does.
    target: 'es2022',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['browser'],
    external: ['k6', 'k6/*'],
    logLevel: 'silent',
  });
  return outfile;
}
