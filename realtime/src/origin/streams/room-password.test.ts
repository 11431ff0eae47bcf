import { limits } from '@halobuzz/core/limits';
import { expect, it } from 'vitest';
import { scryptPasswords } from './room-password.ts';

it('knows its password again, and no other', async () => {
  const passwords = scryptPasswords();
  const stored = await passwords.hash('momo-night');
  expect(await passwords.matches('momo-night', stored)).toBe(true);
  expect(await passwords.matches('momo-nighs', stored)).toBe(false);
  expect(await passwords.matches('', stored)).toBe(false);
});

it('stores nothing of it, and nothing twice alike', async () => {
  const passwords = scryptPasswords();
  const [first, second] = [await passwords.hash('momo-night'), await passwords.hash('momo-night')];
  expect(first).not.toContain('momo');
  expect(first).not.toBe(second);
  expect(first).toMatch(/^s1\$[\w-]{22}\$[\w-]{43}$/);
});

it('refuses what it did not write, rather than let somebody in', async () => {
  await expect(scryptPasswords().matches('x', 'plain')).rejects.toThrow('a kind unknown here');
  expect(await scryptPasswords().matches('', 's1$$')).toBe(false);
});

it('works on a few at once; more are told to wait', async () => {
  const passwords = scryptPasswords();
  const tries = Array.from({ length: limits.streamPasswordChecksMax + 2 }, () => passwords.hash('momo-night'));
  const outcomes = await Promise.allSettled(tries);
  const refused = outcomes.filter((one) => one.status === 'rejected').map((one) => one.reason);
  expect(refused).toEqual([
    expect.objectContaining({ code: 'rate_limited', retryAfterMs: 1_000 }),
    expect.objectContaining({ code: 'rate_limited' }),
  ]);
  expect(await passwords.hash('momo-night')).toMatch(/^s1/);
});
