import { newAccountId } from '@halobuzz/core/ids';
import { expect, test } from 'vitest';
import { randomBytes } from '../../bytes.ts';
import type { KeyRing } from '../../env-settings.ts';
import { createChallengeTokens } from './challenge-tokens.ts';

const ring = (...versions: number[]): KeyRing => ({
  current: Math.max(...versions),
  keys: new Map(versions.map((version) => [version, new Uint8Array(32).fill(version)])),
});
const tokens = createChallengeTokens(ring(1), randomBytes);
const accountId = newAccountId('u', randomBytes);

test('a token leads to its account and row, and holds neither', async () => {
  const { token, key } = await tokens.issue(accountId);
  expect(await tokens.read(token)).toEqual({ accountId, key });
  expect(token).not.toContain(key);
});

test('no two challenges are alike', async () => {
  const [first, second] = await Promise.all([tokens.issue(accountId), tokens.issue(accountId)]);
  expect(first.token).not.toBe(second.token);
  expect(first.key).not.toBe(second.key);
});

test.each([
  ['of another account', (token: string) => token.replace(accountId, newAccountId('u', randomBytes))],
  ['with another id', (token: string) => token.replace(/mc_./, (id) => (id === 'mc_a' ? 'mc_b' : 'mc_a'))],
  ['with another MAC', (token: string) => token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
  ['with bits to spare', (token: string) => token.replace(/.$/, (last) => String.fromCharCode(last.charCodeAt(0) + 1))],
  ['nothing', () => ''],
  ['a refresh token', () => `hb1.u.${accountId}.se_${'a'.repeat(26)}.0.${'A'.repeat(43)}`],
])('a token %s leads nowhere', async (_what, forge) => {
  const { token } = await tokens.issue(accountId);
  expect(await tokens.read(forge(token))).toBeUndefined();
});

test('a token outlives a new version of the key, and ends with its own', async () => {
  const { token, key } = await tokens.issue(accountId);
  expect(await createChallengeTokens(ring(1, 2), randomBytes).read(token)).toEqual({ accountId, key });
  expect(await createChallengeTokens(ring(2), randomBytes).read(token)).toBeUndefined();
});
