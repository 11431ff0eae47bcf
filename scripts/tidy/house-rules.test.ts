import { expect, test } from 'vitest';
import { checkSource, checkText } from './house-rules.ts';

const rules = (source: string, file = 'core/src/room-state.ts') =>
  checkSource(file, source).map(({ line, rule }) => `${line}: ${rule}`);
const cast = 'casts with "as" and no comment says why it holds';

test('tidy source has no breach', () => {
  const source = `import { type A, b as renamed } from './b.ts';
import * as whole from './c.ts';

/** As always. */
export const sizes = [1, 2] as const;
export { renamed as other };
const text = 'the same as any other'; // as string
const pattern = /x as y/;
const template = \`\${sizes.length} as big\`;
`;
  expect(rules(source)).toEqual([]);
});

test('a cast wants a comment on its line or the one before', () => {
  expect(rules('const a = b as string;')).toEqual([`1: ${cast}`]);
  expect(rules('const a = `$' + '{b as string}`;')).toEqual([`1: ${cast}`]);
  expect(rules('const a = b as string; // b was just checked')).toEqual([]);
  expect(rules('// b was just checked\nconst a = b as string;')).toEqual([]);
  expect(rules('const a = b as unknown as C;\nconst d = [1] as const;')).toEqual([`1: ${cast}`]);
});

test('any is refused where it is a type', () => {
  expect(rules('function f(a: any): Array<any> {}')).toEqual(['1: uses the type any']);
  expect(rules('const any = (x: string) => any(x);')).toEqual([]);
});

test('work left for later and a silenced type checker are found in comments only', () => {
  expect(rules('// TODO: later\n/* FIXME */\nconst todo = "TODO";')).toEqual([
    '1: leaves work for later in a comment',
    '2: leaves work for later in a comment',
  ]);
  expect(rules('// @ts-ignore\nconst a = 1;')).toEqual(['1: silences the type checker']);
});

test.each(['test.only', 'it.skip', 'describe.todo', 'test.concurrent.skip'])('%s is found in tests', (call) => {
  const source = `${call}('x', () => {});`;
  expect(rules(source, 'core/src/room-state.test.ts')).toEqual(['1: has a test that is skipped or alone']);
  expect(rules(source)).toEqual([]);
});

test('long files, barrels and bad names are found', () => {
  expect(rules('const a = 1;\n'.repeat(401))).toEqual(['0: has 401 lines, over 400']);
  expect(rules("export * from './a.ts';\nexport { b } from './b.ts';\n")).toEqual([
    '0: is a barrel: import the file that defines a thing',
  ]);
  expect(rules('', 'edge/src/utils/text.ts')).toEqual(['0: is named "utils", which says nothing']);
  expect(rules('', 'edge/src/helpers.test.ts')).toEqual(['0: is named "helpers", which says nothing']);
  expect(rules('', 'edge/src/roomState.ts')).toEqual(['0: has a name that is not kebab-case']);
  expect(rules('', 'mobile/app/_layout.tsx')).toEqual([]);
  expect(rules('', 'mobile/app/room/[id].tsx')).toEqual([]);
});

test.each([
  ['see ../sha' + 'red/DESIGN.md', true],
  ['in `/wo' + 'rk/main/core`', true],
  ['a network/worker thread', false],
  ['what is shared/owned', false],
])('%s', (text, found) => {
  expect(checkText('README.md', text).length > 0).toBe(found);
});
