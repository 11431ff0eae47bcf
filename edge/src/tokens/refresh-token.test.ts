import { newAccountId, newOpaqueId } from '@halobuzz/core/ids';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomBytes } from '../bytes.ts';
import { createRefreshTokens } from './refresh-token.ts';

const old = randomBytes(32);
const tokens = createRefreshTokens({ current: 1, keys: new Map([[1, old]]) });
const place = {
  accountId: newAccountId('e', randomBytes),
  sessionId: newOpaqueId('se', randomBytes),
  counter: 3,
};

test('a token names its place, and the same place is the same token', async () => {
  const token = await tokens.issue(place);
  expect(token).toMatch(/^hb1\.e\.e[a-z2-7]{26}\.se_[a-z2-7]{26}\.3\.[A-Za-z0-9_-]{43}$/);
  expect(await tokens.read(token)).toEqual(place);
  expect(await tokens.issue({ ...place })).toBe(token);
});

test('another secret reads nothing', async () => {
  expect(
    await createRefreshTokens({ current: 1, keys: new Map([[1, randomBytes(32)]]) }).read(await tokens.issue(place)),
  ).toBeUndefined();
});

test('a rotated secret signs nobody out: old tokens are read, new ones are made with the new version', async () => {
  const token = await tokens.issue(place);
  const fresh = randomBytes(32);
  const rotated = createRefreshTokens({
    current: 2,
    keys: new Map([
      [1, old],
      [2, fresh],
    ]),
  });
  expect(await rotated.read(token)).toEqual(place);
  const next = await rotated.issue(place);
  expect(next).not.toBe(token);
  const retired = createRefreshTokens({ current: 2, keys: new Map([[2, fresh]]) });
  expect(await retired.read(next)).toEqual(place);
  expect(await retired.read(token)).toBeUndefined();
});

test('no single changed character is read', async () => {
  const token = await tokens.issue(place);
  const at = fc.nat({ max: token.length - 1 });
  const character = fc.constantFrom(...'abz27AZ09_-.');
  await fc.assert(
    fc.asyncProperty(at, character, async (index, other) => {
      fc.pre(token[index] !== other);
      expect(await tokens.read(token.slice(0, index) + other + token.slice(index + 1))).toBeUndefined();
    }),
  );
});

test('any other text is read as nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 600 }), async (text) => {
      expect(await tokens.read(text)).toBeUndefined();
    }),
  );
});
