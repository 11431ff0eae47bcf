import { expect, test } from 'vitest';
import { randomBytes } from '../../bytes.ts';
import { isReservedUsername, kindOfIdentifier, nameDigest, normaliseName } from './names.ts';

const key = randomBytes(32);

test.each([
  ['Alice', 'alice'],
  ['ALICE', 'Alice'],
  ['\uff21lice', 'alice'],
  ['Stra\u00dfe@example.com'.toUpperCase(), 'strasse@example.com'],
  ['cafe\u0301@example.com', 'caf\u00e9@example.com'],
])('%s and %s are one name', async (one, two) => {
  expect(normaliseName(one)).toBe(normaliseName(two));
  expect(await nameDigest(key, 'email', one)).toBe(await nameDigest(key, 'email', two));
});

test.each([
  ['alice', 'aIice'],
  ['alice', 'a1ice'],
  ['bob', 'b0b'],
  ['modern', 'modem'],
  ['vvinner', 'winner'],
  ['savvw', 'sawvv'],
  ['savvvvy', 'sawwy'],
  ['kvvv', 'kvw'],
  ['kvvv', 'kwv'],
])('%s and %s look alike: one username, but two e-mail addresses', async (one, two) => {
  expect(await nameDigest(key, 'username', one)).toBe(await nameDigest(key, 'username', two));
  const [a, b] = [`${one}@example.com`, `${two}@example.com`];
  expect(await nameDigest(key, 'email', a)).not.toBe(await nameDigest(key, 'email', b));
});

test('digests differ by kind, value and key, and hold nothing of the value', async () => {
  const digest = await nameDigest(key, 'username', 'alice');
  expect(digest).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(await nameDigest(key, 'email', 'alice')).not.toBe(digest);
  expect(await nameDigest(key, 'username', 'alice1')).not.toBe(digest);
  expect(await nameDigest(randomBytes(32), 'username', 'alice')).not.toBe(digest);
});

test.each([
  'admin',
  'Support',
  'm0derator',
  'rnoderator',
  'HAL0BUZZ',
  'officia1',
  'system',
  'root',
  'staff',
  'he1p',
  'security',
  'ad.min',
  'support_',
])('%s is reserved', (name) => {
  expect(isReservedUsername(name)).toBe(true);
});

test.each(['alice', 'admiral', 'rooty', 'helpful', 'supporter'])('%s is free', (name) => {
  expect(isReservedUsername(name)).toBe(false);
});

test('an identifier with an @ is an e-mail address', () => {
  expect(['bob', 'b.ob_1', 'bob@example.com'].map(kindOfIdentifier)).toEqual(['username', 'username', 'email']);
});
