import { expect, test } from 'vitest';
import { parseAdminCommand } from './admin-options.ts';

const none = { edgeUrl: undefined, keyFile: undefined };

test('roles are given and taken by name', () => {
  expect(parseAdminCommand(['grant', 'sita', 'admin'])).toEqual({
    ...{ kind: 'role', username: 'sita', role: 'admin', held: true, reason: 'operator’s grant', target: none },
  });
  expect(parseAdminCommand(['revoke', 'sita', 'support', '--reason', 'left us'])).toMatchObject({
    held: false,
    reason: 'left us',
  });
});

test('another edge needs its own key', () => {
  expect(() => parseAdminCommand(['reproject', '--edge', 'https://x'])).toThrow(/--key-file/);
  expect(parseAdminCommand(['reproject', '--edge', 'https://x', '--key-file', 'k'])).toEqual({
    kind: 'reproject',
    target: { edgeUrl: 'https://x', keyFile: 'k' },
  });
});

test('a replay of erasures takes nothing but where to', () => {
  expect(parseAdminCommand(['replay-erasures'])).toMatchObject({ kind: 'replay-erasures' });
  expect(() => parseAdminCommand(['replay-erasures', 'sita'])).toThrow(/takes nothing/);
});

test('what works on the stores is handed on', () => {
  expect(parseAdminCommand(['verify', '--head', 'ab'])).toEqual({ kind: 'stores', args: ['verify', '--head', 'ab'] });
  const words = ['off', 'gifts', '--countries', 'NP', '--reason', 'a bug'];
  expect(parseAdminCommand(['switch', ...words])).toEqual({ kind: 'switch', args: words });
  expect(parseAdminCommand(['recount'])).toEqual({ kind: 'stores', args: ['recount'] });
});

test.each([[[]], [['--help']], [['grant', '-h']]])('%j asks for help', (args) => {
  expect(parseAdminCommand(args)).toEqual({ kind: 'help' });
});

test.each([
  [['grant', 'sita']],
  [['grant', 'sita', 'viewer']],
  [['grant', 'sita', 'admin', 'too']],
  [['reproject', 'sita']],
  [['promote', 'sita']],
  [['grant', '--root']],
])('%j is refused with a line that helps', (args) => {
  expect(() => parseAdminCommand(args)).toThrow(/wants|takes nothing|no command|Unknown option/);
});
