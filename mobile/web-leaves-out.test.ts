// @vitest-environment node
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { unusedOfReactNative, webLeavesOut } from './web-leaves-out.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

it('leaves out nothing of React Native that the app draws with', () => {
  const files = globSync('{app,src}/**/*.{ts,tsx}', {
    cwd: here,
    exclude: (name) => /\.(test|native)\.tsx?$/.test(name),
  });
  const imported = files.flatMap((file) => {
    const clauses = readFileSync(here + file, 'utf8').matchAll(/import \{(?<names>[^}]*)\} from 'react-native';/g);
    return [...clauses].flatMap((clause) => clause.groups?.names?.match(/[A-Za-z]+/g) ?? []);
  });
  expect(imported).toContain('View');
  expect(imported.filter((name) => unusedOfReactNative.includes(name))).toEqual([]);
});

it('answers for the importing file and the name together, on every system', () => {
  const zod = 'app\\node_modules\\zod\\v4\\core\\index.js';
  expect(webLeavesOut(zod, './compile.js')).toEqual({ type: 'empty' });
  expect(webLeavesOut(zod, './schemas.js')).toBeUndefined();
  expect(webLeavesOut('mobile/src/compile.ts', './compile.js')).toBeUndefined();
  expect(webLeavesOut('app/node_modules/expo-router/build/qualified-entry.js', './head')).toMatchObject({
    type: 'sourceFile',
  });
});
