import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkApp } from './app-rules.ts';
import { type Breach, checkSource, checkText } from './house-rules.ts';
import { readImportGraph } from './import-graph.ts';
import { checkImports } from './import-rules.ts';

const sources = ['{core,edge,realtime,mobile,loadtests,scripts}/**/*.{ts,tsx,mjs,js}', '*.{ts,mjs,js}'];
const documents = [
  '*.{md,toml,json,yml,yaml}',
  '{docs,ops,.github,.ci,core,edge,realtime,mobile,loadtests,scripts}/**/*.{md,toml,json,yml,yaml,html,sh,lua}',
  '.ci/run',
];
const skippedFolder = /(^|[\\/])(node_modules|\.halobuzz|\.tools|\.wrangler|\.expo|dist|coverage|generated|public)$/;

/** Every breach of the house rules in source files and documents. */
export function houseBreaches(root: string): Breach[] {
  const inSources = [...readFiles(root, sources)].flatMap(([file, source]) => [
    ...checkSource(file, source),
    ...checkApp(file, source),
  ]);
  const inDocuments = [...readFiles(root, documents)]
    .filter(([file]) => file !== 'package-lock.json')
    .flatMap(([file, text]) => checkText(file, text));
  return [...inSources, ...inDocuments];
}

/** Every breach of the import directions, cycles and dead files included. */
export function importBreaches(root: string): Breach[] {
  return checkImports(readImportGraph(readFiles(root, sources)));
}

export function formatBreach({ file, line, rule }: Breach): string {
  return `${file}${line === 0 ? '' : `:${line}`} ${rule}`;
}

function readFiles(root: string, patterns: readonly string[]): Map<string, string> {
  const files = globSync([...patterns], { cwd: root, exclude: (name) => skippedFolder.test(name) });
  return new Map(files.toSorted().map((file) => [file.replaceAll('\\', '/'), readFileSync(join(root, file), 'utf8')]));
}
