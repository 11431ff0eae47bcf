import { expect, it } from 'vitest';
import { opsHelp, parseOpsCommand } from './ops-options.ts';

it('reads each command', () => {
  expect(parseOpsCommand(['image'])).toEqual({ kind: 'image' });
  expect(parseOpsCommand(['manifests', '--out', 'x'])).toEqual({ kind: 'manifests', out: 'x' });
  expect(parseOpsCommand(['sbom', '--out', 'x'])).toEqual({ kind: 'sbom', out: 'x' });
  expect(parseOpsCommand(['changelog', '--to', 'v1.0.0'])).toEqual({ kind: 'changelog', to: 'v1.0.0', out: undefined });
  expect(parseOpsCommand(['edge', '--env', 'staging', '--tag', 'v1.0.0'])).toEqual({
    ...{ kind: 'edge', env: 'staging', tag: 'v1.0.0' },
    percent: 10,
  });
  expect(parseOpsCommand([])).toEqual({ kind: 'help' });
  expect(opsHelp).toContain('npm run ops -- <command>');
});

it.each([
  [['rockets'], /no command/],
  [['sbom'], /needs --out/],
  [['image', 'twice'], /one word too many/],
  [['edge', '--tag', 'v1'], /staging or production/],
  [['edge', '--env', 'production', '--tag', 'v1', '--percent', '33'], /--percent is 10, 50, 100/],
  [['edge', '--env', 'production'], /needs --tag/],
])('refuses %j', (words, expected) => {
  expect(() => parseOpsCommand(words)).toThrow(expected);
});
