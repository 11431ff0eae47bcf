import { limits } from '@halobuzz/core/limits';
import { expect, test } from 'vitest';
import { fromBase64Url, randomBytes, toBase64Url } from '../../bytes.ts';
import type { Config } from '../../env.ts';
import type { KeyRing } from '../../env-settings.ts';
import { newSignInChallenge, readSignInChallenge } from './sign-in-challenge.ts';

const ring = (...versions: number[]): KeyRing => ({
  current: Math.max(...versions),
  keys: new Map(versions.map((version) => [version, new Uint8Array(32).fill(version)])),
});
const startMs = Date.UTC(2026, 0, 1, 12);
function keyed(nowMs = startMs, factorHmacKeys = ring(1)) {
  // Of the configuration a challenge needs this part only.
  return { config: { factorHmacKeys } as Config, clock: () => nowMs, random: randomBytes };
}

test('a challenge is read back until it runs out, and no two are alike', async () => {
  const [made, other] = [await newSignInChallenge(keyed(), ''), await newSignInChallenge(keyed(), '')];
  const endsAtMs = startMs + limits.passkeyChallengeLifeMs;
  expect(made.expiresAtMs).toBe(endsAtMs);
  expect(other.challenge).not.toBe(made.challenge);
  expect(await readSignInChallenge(keyed(endsAtMs - 1), made.challenge, '')).toEqual(made);
  expect(await readSignInChallenge(keyed(endsAtMs), made.challenge, '')).toBeUndefined();
});

test('one of a key before the current one is still good; one of a key that is gone is not', async () => {
  const { challenge } = await newSignInChallenge(keyed(), '');
  expect(await readSignInChallenge(keyed(startMs, ring(1, 2)), challenge, '')).toBeDefined();
  expect(await readSignInChallenge(keyed(startMs, ring(2)), challenge, '')).toBeUndefined();
});

test('it is good for the key that asked for it only', async () => {
  const [bound, free] = [await newSignInChallenge(keyed(), 'thumbprint'), await newSignInChallenge(keyed(), '')];
  expect(await readSignInChallenge(keyed(), bound.challenge, 'thumbprint')).toEqual(bound);
  for (const jkt of ['', 'other']) expect(await readSignInChallenge(keyed(), bound.challenge, jkt)).toBeUndefined();
  expect(await readSignInChallenge(keyed(), free.challenge, 'thumbprint')).toBeUndefined();
});

test('no byte of it can be changed', async () => {
  const { challenge } = await newSignInChallenge(keyed(), '');
  const bytes = fromBase64Url(challenge) ?? new Uint8Array();
  expect(bytes.byteLength).toBe(54);
  for (const at of bytes.keys()) {
    const changed = Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte));
    expect(await readSignInChallenge(keyed(), toBase64Url(changed), '')).toBeUndefined();
  }
  for (const text of ['', 'x', `${challenge}AA`, challenge.slice(0, -4)]) {
    expect(await readSignInChallenge(keyed(), text, '')).toBeUndefined();
  }
});
