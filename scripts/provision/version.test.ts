import { expect, test } from 'vitest';
import { formatVersion, parseVersion, versionAtLeast } from './version.ts';

test.each([
  ['Valkey server v=8.1.8 sha=00000000:0 malloc=jemalloc-5.3.0', [8, 1, 8]],
  ['Redis server v=7.0.15 sha=00000000:0', [7, 0, 15]],
  ['db version v6.0.5\nBuild Info: {"version": "6.0.5"}', [6, 0, 5]],
  ['k6 v1.8.1 (go1.26, linux/amd64)', [1, 8, 1]],
  ['Chromium 156.0.8051.2 built on Debian', [156, 0, 8051]],
  ['2.36', [2, 36, 0]],
])('%s', (text, version) => {
  expect(parseVersion(text)).toEqual(version);
});

test('text without a version has none', () => {
  expect(parseVersion('cannot open shared object file')).toBeNull();
});

test('versions compare by number, not by text', () => {
  expect(versionAtLeast([10, 0, 0], [9, 9, 9])).toBe(true);
  expect(versionAtLeast([2, 38, 0], [2, 38, 0])).toBe(true);
  expect(versionAtLeast([2, 36, 9], [2, 38, 0])).toBe(false);
  expect(versionAtLeast([7, 2, 0], [7, 2, 1])).toBe(false);
  expect(formatVersion([7, 2, 1])).toBe('7.2.1');
});
