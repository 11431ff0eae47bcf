import { expect, test } from 'vitest';
import { readImportGraph } from './import-graph.ts';
import { checkImports } from './import-rules.ts';

/** The breaches of a repository that holds these files; each is reached, unless the test is about that. */
function breaches(files: Record<string, string>, entry = true): string[] {
  const imports = Object.keys(files)
    .map((file) => `import '../../${file}';`)
    .join('\n');
  const all = entry ? { ...files, 'scripts/testing/reach.ts': imports } : files;
  return checkImports(readImportGraph(new Map(Object.entries(all)))).map(({ file, rule }) => `${file} ${rule}`);
}

test('everyone may import core, and core only itself', () => {
  expect(breaches({ 'edge/src/a.ts': "import { b } from '@halobuzz/core/b';", 'core/src/b.ts': '' })).toEqual([]);
  expect(breaches({ 'core/src/b.ts': "import { a } from '../../edge/src/a.ts';", 'edge/src/a.ts': '' })).toEqual([
    'core/src/b.ts imports edge/src/a.ts: core may not know edge',
  ]);
});

test('the parts do not know each other, by types either', () => {
  const files = { 'edge/src/a.ts': "import type { B } from '../../realtime/src/b.ts';", 'realtime/src/b.ts': '' };
  expect(breaches(files)).toEqual(['edge/src/a.ts imports realtime/src/b.ts: edge may not know realtime']);
});

test('the Worker and the console stand in one folder and know nothing of each other', () => {
  const files = { 'edge/src/a.ts': '', 'edge/console/src/b.ts': "import { a } from '../../src/a.ts';" };
  expect(breaches(files)).toEqual([
    'edge/console/src/b.ts imports edge/src/a.ts: the Worker and the console know only core',
  ]);
  const back = { 'edge/src/a.ts': "import { b } from '../console/src/b.ts';", 'edge/console/src/b.ts': '' };
  expect(breaches(back)).toHaveLength(1);
  expect(breaches({ ...back, 'edge/src/a.ts': '', 'edge/console/src/c.ts': "import { b } from './b.ts';" })).toEqual(
    [],
  );
});

test('core has only small pure libraries, and no runtime', () => {
  const source = "import { z } from 'zod';\nimport { readFileSync } from 'node:fs';\nimport { Redis } from 'ioredis';";
  expect(breaches({ 'core/src/a.ts': source })).toEqual([
    'core/src/a.ts imports node:fs: core uses only small pure libraries',
    'core/src/a.ts imports ioredis: core uses only small pure libraries',
  ]);
});

test('an import inside of a string or a comment is none', () => {
  const source = 'const text = `import { a } from "../../realtime/src/a.ts";`; // import "../../mobile/src/b.ts";';
  expect(breaches({ 'edge/src/a.ts': source })).toEqual([]);
});

test('the tools of tests stay in tests', () => {
  const source = "import { test } from 'vitest';\nimport { fake } from '@halobuzz/core/testing/fakes';";
  const fakes = { 'core/testing/fakes.ts': '' };
  expect(breaches({ 'edge/src/a.test.ts': source, ...fakes })).toEqual([]);
  expect(breaches({ 'edge/src/a.ts': source, ...fakes })).toEqual([
    'edge/src/a.ts imports vitest, a tool of tests',
    'edge/src/a.ts imports core/testing/fakes.ts, which exists for tests',
  ]);
});

test('tests of realtime may start stores, its production code may not', () => {
  const source = "import { startValkey } from '../../scripts/cluster/valkey.ts';";
  const target = { 'scripts/cluster/valkey.ts': '' };
  expect(breaches({ 'realtime/src/a.int.test.ts': source, ...target })).toEqual([]);
  expect(breaches({ 'realtime/src/a.ts': source, ...target })).toHaveLength(1);
});

test('a cycle is found unless only types close it', () => {
  const a = "import { b } from './b.ts';";
  expect(breaches({ 'edge/src/a.ts': a, 'edge/src/b.ts': "import { a } from './a.ts';" })).toEqual([
    'edge/src/b.ts closes an import cycle: edge/src/a.ts → edge/src/b.ts → edge/src/a.ts',
  ]);
  expect(breaches({ 'edge/src/a.ts': a, 'edge/src/b.ts': "import type { A } from './a.ts';" })).toEqual([]);
});

test('a file that nothing imports is dead; one per platform lives together', () => {
  const files = {
    'realtime/src/main/origin.ts': "import { a } from '../a.ts';",
    'realtime/src/a.ts': '// import "./dead.ts"',
    'realtime/src/dead.ts': '',
    'mobile/app/index.tsx': "import { storage } from '../src/storage';",
    'mobile/src/storage.ts': '',
    'mobile/src/storage.native.ts': '',
  };
  expect(breaches(files, false)).toEqual(['realtime/src/dead.ts is imported by nothing']);
});

test('dynamic imports, re-exports and worker addresses count as imports', () => {
  const files = {
    'realtime/src/main/origin.ts':
      "export { a } from '../a.ts';\nawait import('../b.ts');\nnew Worker(new URL('../c.ts', import.meta.url));",
    'realtime/src/a.ts': '',
    'realtime/src/b.ts': '',
    'realtime/src/c.ts': '',
  };
  expect(breaches(files, false)).toEqual([]);
});
