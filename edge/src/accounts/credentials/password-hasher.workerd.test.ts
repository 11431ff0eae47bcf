import { AppError } from '@halobuzz/core/errors/app-error';
import { hex } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { expect, test } from 'vitest';
import { randomBytes, utf8 } from '../../bytes.ts';
import { argon2idBytes } from './argon2id.ts';
import { createPasswordHasher } from './password-hasher.ts';
import { newPasswordChallenge, parsePasswordRecord, passwordMatches, passwordRecordOf } from './password-record.ts';

const peppers = { current: 2, keys: new Map([1, 2].map((version) => [version, randomBytes(32)])) };

// Vectors of the reference implementation's own test program (src/test.c of phc-winner-argon2: argon2id, version 19).
test.each([
  [65_536, 2, 1, 'password', 'somesalt', '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7'],
  [256, 2, 1, 'password', 'somesalt', '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe'],
  [256, 2, 2, 'password', 'somesalt', '6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037'],
  [65_536, 1, 1, 'password', 'somesalt', 'f6a5adc1ba723dddef9b5ac1d464e180fcd9dffc9d1cbf76cca2fed795d9ca98'],
  [65_536, 4, 1, 'password', 'somesalt', '9025d48e68ef7395cca9079da4c4ec3affb3c8911fe4f86d1a2520856f63172c'],
  [65_536, 2, 1, 'differentpassword', 'somesalt', '0b84d652cf6b0c4beaef0dfe278ba6a80df6696281d7e0d2891b817d8c458fde'],
  [65_536, 2, 1, 'password', 'diffsalt', 'bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c'],
])(
  'argon2id answers the published vector m=%i t=%i p=%i %s %s',
  async (memoryKib, iterations, parallelism, ...texts) => {
    const [password, salt, expected] = texts;
    expect(hex(await argon2idBytes(utf8(password), utf8(salt), { memoryKib, iterations, parallelism }))).toBe(expected);
  },
);

test('a published PHC string is read, and written again just so', async () => {
  const phc = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  const { challenge, hash } = parsePasswordRecord({ phc, pepper: 1 });
  expect(challenge).toMatchObject({ memoryKib: 65_536, iterations: 2, parallelism: 1 });
  expect(hex(await argon2idBytes(utf8('password'), utf8('somesalt'), challenge))).toBe(hex(hash));
  expect(passwordRecordOf(challenge, hash)).toEqual({ phc, pepper: 1 });
});

test('what a password costs is what was agreed on: argon2id, 19 MiB, two passes', () => {
  expect(newPasswordChallenge(1)).toMatchObject({ memoryKib: 19_456, iterations: 2, parallelism: 1 });
});

test('a record answers its own password only, under its own pepper', async () => {
  const hasher = createPasswordHasher(peppers);
  const challenge = hasher.newChallenge();
  expect(challenge).toMatchObject({ memoryKib: 19_456, iterations: 2, parallelism: 1, pepper: 2 });
  const record = passwordRecordOf(challenge, await hasher.hash('nine monsoon lanterns', challenge));
  expect(record.phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(passwordMatches(record, await hasher.hash('nine monsoon lanterns', challenge))).toBe(true);
  expect(passwordMatches(record, await hasher.hash('password124', challenge))).toBe(false);
  expect(passwordMatches(record, await hasher.hash('nine monsoon lanterns', { ...challenge, pepper: 1 }))).toBe(false);
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
    hasher.hash('nine monsoon lanterns', hasher.newChallenge()).then(
      () => 'hashed',
      (error: unknown) => (error instanceof AppError ? `${error.code} ${error.retryAfterMs}` : 'other'),
    ),
  );
  const outcomes = await Promise.all(tries);
  expect(outcomes.filter((outcome) => outcome === 'hashed')).toHaveLength(limits.passwordHashingsMax);
  expect(outcomes).toContain(`hashing_busy ${limits.passwordHashingRetryMs}`);
  expect(await hasher.hash('nine monsoon lanterns', hasher.newChallenge())).toHaveLength(32);
});

test('a pepper that is gone is a bug, not a wrong password', async () => {
  const hasher = createPasswordHasher(peppers);
  await expect(hasher.hash('x', { ...hasher.newChallenge(), pepper: 9 })).rejects.toThrow('no version 9');
});
