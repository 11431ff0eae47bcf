import { limits } from '@halobuzz/core/limits';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { type DpopKey, dpopKey } from '../../testing/dpop-key.ts';
import { randomBytes } from '../bytes.ts';
import { createDpop, type Dpop, dpopProofMemoryMs } from './dpop.ts';

const url = 'https://edge.test/api/v1/auth/refresh';
const START_MS = 1_800_000_000_000;
const keysOf = () => ({ current: 1, keys: new Map([[1, randomBytes(32)]]) });
const config = { refreshTokenKeys: keysOf(), publicUrl: 'https://edge.test', environment: 'production' } as const;
let nowMs = START_MS;
let dpop: Dpop;
let client: DpopKey;
beforeAll(async () => {
  client = await dpopKey();
});
beforeEach(() => {
  nowMs = START_MS;
  dpop = createDpop(config, () => nowMs);
});

async function send(input: { nonce?: string; iatMs?: number; at?: string; accessToken?: string }) {
  const { nonce, accessToken, iatMs = nowMs, at = url } = input;
  const claims = { iat: iatMs / 1000 };
  const proof = await client.proof({ method: 'POST', url, nonce, accessToken, claims });
  return dpop.read(new Request(at, { method: 'POST', headers: { dpop: proof } }), accessToken);
}
const refused = (code: string) => expect.objectContaining({ code });

test('a request without a proof has no key', async () => {
  expect(await dpop.read(new Request(url))).toEqual({ jkt: '', proofId: '' });
});

test('a good proof without our nonce is asked for one; with it, it names its key', async () => {
  await expect(send({})).rejects.toEqual(refused('use_dpop_nonce'));
  await expect(send({ nonce: 'made-up' })).rejects.toEqual(refused('use_dpop_nonce'));
  expect(await send({ nonce: await dpop.nonce() })).toMatchObject({ jkt: client.jkt });
});

test('nonces rotate: each is taken for at most two more periods, in every isolate', async () => {
  const nonce = await dpop.nonce();
  nowMs += limits.dpopNonceLifeMs;
  expect(await dpop.nonce()).not.toBe(nonce);
  dpop = createDpop(config, () => nowMs);
  expect(await send({ nonce })).toMatchObject({ jkt: client.jkt });
  nowMs += limits.dpopNonceLifeMs;
  await expect(send({ nonce })).rejects.toEqual(refused('use_dpop_nonce'));
});

test('a server with another secret takes none of our nonces', async () => {
  const nonce = await dpop.nonce();
  dpop = createDpop({ ...config, refreshTokenKeys: keysOf() }, () => nowMs);
  await expect(send({ nonce })).rejects.toEqual(refused('use_dpop_nonce'));
});

test.each([
  ['too old', -limits.dpopProofSkewMs - 1_000],
  ['from the future', limits.dpopProofSkewMs + 1_000],
])('a proof %s is refused', async (_what, byMs) => {
  await expect(send({ nonce: await dpop.nonce(), iatMs: nowMs + byMs })).rejects.toEqual(refused('invalid_dpop_proof'));
});

test('a faulty proof gets no nonce challenge, and two proofs in one request are none', async () => {
  await expect(send({ at: 'https://edge.test/other' })).rejects.toEqual(refused('invalid_dpop_proof'));
  const nonce = await dpop.nonce();
  const twice = await Promise.all([1, 2].map(() => client.proof({ method: 'POST', url, nonce })));
  const request = new Request(url, { method: 'POST', headers: { dpop: twice.join(', ') } });
  await expect(dpop.read(request)).rejects.toEqual(refused('invalid_dpop_proof'));
});

test('in production only the public address counts; in development loopback pages may name their own', async () => {
  const at = 'http://127.0.0.1:8787/api/v1/auth/refresh';
  const send8787 = async () => {
    const nonce = await dpop.nonce();
    const proof = await client.proof({ method: 'POST', url: at, nonce, claims: { iat: nowMs / 1000 } });
    return dpop.read(new Request(at, { method: 'POST', headers: { dpop: proof } }));
  };
  await expect(send8787()).rejects.toEqual(refused('invalid_dpop_proof'));
  dpop = createDpop({ ...config, environment: 'development' }, () => nowMs);
  expect(await send8787()).toMatchObject({ jkt: client.jkt });
});

test('this isolate notes a proof once, for longer than its nonce lives, in bounded space', () => {
  expect(dpop.noteHere('a')).toBe(true);
  expect(dpop.noteHere('a')).toBe(false);
  nowMs += 2 * limits.dpopNonceLifeMs;
  expect(dpop.noteHere('b')).toBe(true);
  expect(dpop.noteHere('a')).toBe(false);
  nowMs += dpopProofMemoryMs;
  expect(dpop.noteHere('c')).toBe(true);
  expect(dpop.noteHere('a')).toBe(true);
  for (let n = 0; n < limits.dpopProofsPerIsolateMax; n += 1) expect(dpop.noteHere(`n${n}`)).toBe(true);
  expect(dpop.noteHere('a')).toBe(true);
});
