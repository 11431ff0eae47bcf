import { AppError } from '@halobuzz/core/errors/app-error';
import { hex } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { expect, test } from 'vitest';
import { randomBytes, utf8 } from '../../bytes.ts';
import { argon2idBytes, createPasswordHasher } from './password-hasher.ts';
import { passwordMatches, passwordRecordOf } from './password-record.ts';

const peppers = { current: 2, keys: new Map([1, 2].map((version) => [version, randomBytes(32)])) };

// Vectors of the reference implementation's own test program (argon2id, version 19, t=2, p=1).
test.each([
  [256, 'password', 'somesalt', '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe'],
  [65_536, 'password', 'somesalt', '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7'],
])('argon2id answers the published vector m=%i %s %s', async (memoryKib, password, salt, expected) => {
  const hash = await argon2idBytes(utf8(password), utf8(salt), { memoryKib, iterations: 2, parallelism: 1 });
  expect(hex(hash)).toBe(expected);
});

test('a record answers its own password only, under its own pepper', async () => {
  const hasher = createPasswordHasher(peppers);
  const challenge = hasher.newChallenge();
  expect(challenge).toMatchObject({ memoryKib: 19_456, iterations: 2, parallelism: 1, pepper: 2 });
  const record = passwordRecordOf(challenge, await hasher.hash('password123', challenge));
  expect(record.phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(passwordMatches(record, await hasher.hash('password123', challenge))).toBe(true);
  expect(passwordMatches(record, await hasher.hash('password124', challenge))).toBe(false);
  expect(passwordMatches(record, await hasher.hash('password123', { ...challenge, pepper: 1 }))).toBe(false);
  expect(passwordMatches(record, new Uint8Array(0))).toBe(false);
});

test('one password typed on two keyboards is one', async () => {
  const hasher = createPasswordHasher(peppers);
  const challenge = hasher.newChallenge();
  const composed = await hasher.hash('caf\u00e9 caf\u00e9', challenge);
  expect(await hasher.hash('cafe\u0301 cafe\u0301', challenge)).toEqual(composed);
});

test('above the bound it says when to come back, and recovers', async () => {
  const hasher = createPasswordHasher(peppers);
  const tries = Array.from({ length: limits.passwordHashingsMax + 2 }, () =>
    hasher.hash('password123', hasher.newChallenge()).then(
      () => 'hashed',
      (error: unknown) => (error instanceof AppError ? `${error.code} ${error.retryAfterMs}` : 'other'),
    ),
  );
  const outcomes = await Promise.all(tries);
  expect(outcomes.filter((outcome) => outcome === 'hashed')).toHaveLength(limits.passwordHashingsMax);
  expect(outcomes).toContain(`hashing_busy ${limits.passwordHashingRetryMs}`);
  expect(await hasher.hash('password123', hasher.newChallenge())).toHaveLength(32);
});

test('a pepper that is gone is a bug, not a wrong password', async () => {
  const hasher = createPasswordHasher(peppers);
  await expect(hasher.hash('x', { ...hasher.newChallenge(), pepper: 9 })).rejects.toThrow('no version 9');
});
