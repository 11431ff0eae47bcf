import { transform } from 'esbuild';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { partsOfWorker, textBySource } from './worker-parts.ts';

const file = (...imports: readonly { path: string; kind: string }[]) => ({ bytes: 1, imports });
const statically = (path: string) => ({ path, kind: 'import-statement' });
const lazily = (path: string) => ({ path, kind: 'dynamic-import' });
const metafile = {
  inputs: {
    'worker.ts': file(statically('app.ts'), { ...statically('node:crypto'), kind: 'import-statement' }),
    'app.ts': file(statically('shared.ts'), lazily('staff.ts'), lazily('passkeys.ts')),
    'shared.ts': file(),
    'staff.ts': file(statically('shared.ts'), statically('finance.ts')),
    'finance.ts': file(statically('staff.ts')),
    'passkeys.ts': file(statically('finance.ts'), statically('x509.ts')),
    'x509.ts': file(),
  },
};

it('tells what every isolate evaluates from what is loaded when it is asked for', () => {
  const parts = partsOfWorker(metafile, 'worker.ts', { staff: 'staff.ts', passkeys: 'passkeys.ts' });
  expect(Object.fromEntries(parts)).toEqual({
    'worker.ts': 'start',
    'app.ts': 'start',
    'shared.ts': 'start',
    'staff.ts': 'staff',
    'finance.ts': 'staff',
    'passkeys.ts': 'passkeys',
    'x509.ts': 'passkeys',
  });
});

it('refuses a lazy part that somebody imports statically, or that is not there', () => {
  const eager = { inputs: { ...metafile.inputs, 'shared.ts': file(statically('staff.ts')) } };
  expect(() => partsOfWorker(eager, 'worker.ts', { staff: 'staff.ts' })).toThrow(
    'staff.ts is imported statically, so every isolate evaluates it',
  );
  expect(() => partsOfWorker(metafile, 'worker.ts', { staff: 'moved.ts' })).toThrow(
    'moved.ts is no part of the Worker',
  );
});

it('cuts a script by what its source map says, and loses nothing of it', async () => {
  const text = Array.from({ length: 40 }, (_, n) => `export function f${n}(a) {\n  return a + ${n};\n}`).join('\n');
  const { code, map } = await transform(text, { minify: true, sourcemap: true, sourcefile: 'a.ts', loader: 'ts' });
  const { mappings } = z.object({ mappings: z.string() }).parse(JSON.parse(map));
  expect([...textBySource(code, mappings, ['a.ts'])].map(([name, own]) => [name, own.trim()])).toEqual([
    ['a.ts', code.trim()],
  ]);
  // Two files: column 0 of the first line from b, column 3 from a, and a line of its own from b.
  const cut = textBySource('bbbaaa\nbb', 'ACAA,GDAA;ACAA', ['a', 'b']);
  expect(Object.fromEntries(cut)).toEqual({ a: 'aaa\n', b: 'bbbbb\n' });
});
