import type { Breach } from './house-rules.ts';
import { type ImportGraph, platformTwins } from './import-graph.ts';

const testFile = /\.test\.tsx?$/;
/** Code that exists for tests only: it may use what tests use. */
const forTests = /\.test\.tsx?$|\.contract\.ts$|(?:^|\/)testing\/|^scripts\/(?:e2e|docs)\/|(?:^|\/)vitest\.[^/]+$/;
const testTools = /^(?:vitest|fast-check|@testing-library\/|@vitest\/|cloudflare:test)/;

/** Which top-level folders a folder's production code may import besides itself. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  core: [],
  edge: ['core'],
  realtime: ['core'],
  mobile: ['core'],
  loadtests: ['core'],
  scripts: ['core', 'edge', 'realtime', 'loadtests'],
};

/** Runs in browsers: nothing of the Worker's is for it, nor the other way round. */
const consoleFolder = 'edge/console/';

/** The small pure libraries that core is built on. */
const corePackages = /^(?:zod|msgpackr|@noble\/hashes)(?:\/|$)/;

/** Files that something outside of the import graph starts: a runtime, a router, a test runner, a command. */
const entries: readonly RegExp[] = [
  testFile,
  /(?:^|\/)[^/]+\.(?:config|d)\.[cm]?[jt]s$/,
  /(?:^|\/)vitest\.[^/]+$/,
  /^edge\/(?:src\/worker\.ts$|pages\/|testing\/quiet-origin\.ts$|console\/(?:src\/main\.tsx$|testing\/))/,
  /^realtime\/src\/main\//,
  /^mobile\/(?:app\/|testing\/|public\/)/,
  /^loadtests\/(?:scenarios|bench)\//,
  /^scripts\/(?:commands\/|launch\.mjs$|testing\/|e2e\/|cluster\/edge-(?:process|options)\.ts$)/,
];

/** Wrong directions, cycles and files that nothing imports. */
export function checkImports(graph: ImportGraph): Breach[] {
  return [...checkDirections(graph), ...checkCycles(graph), ...checkOrphans(graph)];
}

function checkDirections(graph: ImportGraph): Breach[] {
  return [...graph].flatMap(([file, imports]) =>
    imports.flatMap(({ specifier, line, target }) => {
      const rule = directionRule(file, specifier, target);
      return rule === null ? [] : [{ file, line, rule }];
    }),
  );
}

function directionRule(file: string, specifier: string, target: string | null): string | null {
  const from = topFolder(file);
  if (target === null) {
    if (!forTests.test(file) && testTools.test(specifier)) return `imports ${specifier}, a tool of tests`;
    if (file.startsWith('core/src/') && !forTests.test(file) && !corePackages.test(specifier)) {
      return `imports ${specifier}: core uses only small pure libraries`;
    }
    return null;
  }
  const crosses = file.startsWith('edge/') && file.startsWith(consoleFolder) !== target.startsWith(consoleFolder);
  if (crosses && target.startsWith('edge/')) return `imports ${target}: the Worker and the console know only core`;
  const to = topFolder(target);
  if (!forTests.test(file) && /(?:^|\/)testing\//.test(target)) return `imports ${target}, which exists for tests`;
  if (from === to || !(to in allowed)) return null;
  const isTestOfRealtime = forTests.test(file) && from === 'realtime' && to === 'scripts';
  if (isTestOfRealtime || (allowed[from] ?? []).includes(to) || !(from in allowed)) return null;
  return `imports ${target}: ${from} may not know ${to}`;
}

/** Cycles among imports that exist at run time, each reported once at its first file. */
function checkCycles(graph: ImportGraph): Breach[] {
  const breaches: Breach[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const path: string[] = [];
  const visit = (file: string): void => {
    state.set(file, 'open');
    path.push(file);
    for (const { target, typeOnly, line } of graph.get(file) ?? []) {
      if (typeOnly || target === null || !graph.has(target)) continue;
      if (state.get(target) === 'open') {
        const cycle = [...path.slice(path.indexOf(target)), target];
        breaches.push({ file, line, rule: `closes an import cycle: ${cycle.join(' → ')}` });
      } else if (state.get(target) === undefined) {
        visit(target);
      }
    }
    path.pop();
    state.set(file, 'done');
  };
  for (const file of graph.keys()) if (state.get(file) === undefined) visit(file);
  return breaches;
}

function checkOrphans(graph: ImportGraph): Breach[] {
  const paths = new Set(graph.keys());
  const reached = new Set<string>();
  for (const imports of graph.values()) {
    for (const { target } of imports)
      if (target !== null) for (const twin of [target, ...platformTwins(target, paths)]) reached.add(twin);
  }
  return [...paths]
    .filter((file) => !reached.has(file) && !entries.some((entry) => entry.test(file)))
    .map((file) => ({ file, line: 0, rule: 'is imported by nothing' }));
}

function topFolder(file: string): string {
  return file.split('/')[0] ?? '';
}
