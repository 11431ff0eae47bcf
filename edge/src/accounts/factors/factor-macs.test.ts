import { expect, test } from 'vitest';
import type { KeyRing } from '../../env-settings.ts';
import { factorMac, factorMacs } from './factor-macs.ts';

const ring = (...versions: number[]): KeyRing => ({
  current: Math.max(...versions),
  keys: new Map(versions.map((version) => [version, new Uint8Array(32).fill(version)])),
});

test('what was stored under an older version of the key is still found, until that version goes', async () => {
  const stored = await factorMac(ring(1), 'backup-code|…');
  expect(await factorMacs(ring(1, 2, 10), 'backup-code|…')).toContain(stored);
  expect(await factorMacs(ring(2, 10), 'backup-code|…')).not.toContain(stored);
});

test('new codes are stored under the newest version', async () => {
  expect(await factorMac(ring(2, 10), 'text')).toBe(await factorMac(ring(10), 'text'));
  expect((await factorMacs(ring(2, 10), 'text'))[0]).toBe(await factorMac(ring(10), 'text'));
});

test('another text has another MAC', async () => {
  expect(await factorMac(ring(1), 'a')).not.toBe(await factorMac(ring(1), 'b'));
});
