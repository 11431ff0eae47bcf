import { limits } from '@halobuzz/core/limits';
import fc from 'fast-check';
import { exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { createAccessTokens } from '../access-token.ts';
import { planRotation, signingKeyAt, verifyingKeysAt, withSuccessor } from './key-ring.ts';
import type { RingKey } from './key-ring-object.ts';
import { createRingKeys } from './ring-keys.ts';

const START_MS = 1_780_000_000_000;

/** A ring in memory, run by the same plan as the object's: what its alarm does, `tick` does. */
class Ring {
  keys: RingKey[] = [];
  #made = 0;

  async tick(nowMs: number): Promise<void> {
    const plan = planRotation(this.keys, nowMs);
    this.keys = this.keys.filter(({ kid }) => !plan.drop.includes(kid));
    if (plan.createSigningFromMs !== null) await this.add(plan.createSigningFromMs, nowMs);
  }
  async add(signsFromMs: number, nowMs: number): Promise<void> {
    const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const jwk = await exportJWK(pair.privateKey);
    this.#made += 1;
    const key = { kid: `key-${this.#made}`, x: jwk.x ?? '', d: jwk.d ?? '' };
    this.keys = withSuccessor(this.keys, { ...key, createdAtMs: nowMs, signsFromMs, verifiesUntilMs: null }, nowMs);
  }
}

const grant = {
  accountId: `u${'a'.repeat(26)}`,
  sessionId: 'se_1',
  deviceId: 'dv_1',
  roles: ['viewer'],
  epoch: 1,
  amr: ['pwd'],
  authTimeMs: START_MS,
  jkt: '',
} as const;

type Step = { readonly kind: 'wait'; readonly ms: number } | { readonly kind: 'scheduled' } | { readonly kind: 'now' };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.integer({ min: 1_000, max: limits.accessTokenLifeMs }).map((ms) => ({ kind: 'wait' as const, ms })),
  },
  {
    weight: 2,
    arbitrary: fc.integer({ min: 86_400_000, max: 20 * 86_400_000 }).map((ms) => ({ kind: 'wait' as const, ms })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'scheduled' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'now' as const }) },
);

describe('the key ring', () => {
  it('makes its first key at once and its successor ahead of time', async () => {
    const ring = new Ring();
    await ring.tick(START_MS);
    expect(signingKeyAt(ring.keys, START_MS)?.kid).toBe('key-1');
    const dueMs = START_MS + limits.signingKeyPeriodMs - limits.signingKeyPublishLeadMs;
    expect(planRotation(ring.keys, START_MS).nextAtMs).toBe(dueMs);
    await ring.tick(dueMs - 1);
    expect(ring.keys).toHaveLength(1);
    await ring.tick(dueMs);
    // Published, but not yet signing.
    expect(verifyingKeysAt(ring.keys, dueMs).map(({ kid }) => kid)).toEqual(['key-1', 'key-2']);
    expect(signingKeyAt(ring.keys, dueMs)?.kid).toBe('key-1');
    expect(signingKeyAt(ring.keys, dueMs + limits.signingKeyPublishLeadMs)?.kid).toBe('key-2');
  });

  it('JWKS rotation under load: no token is refused while it lives, whatever rotates when', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const ring = new Ring();
        let nowMs = START_MS;
        await ring.tick(nowMs);
        const isolates = [0, 1, 2].map(() =>
          createRingKeys(
            async () => ring.keys,
            () => nowMs,
          ),
        );
        const tokensOf = isolates.map((keys) =>
          createAccessTokens(
            keys,
            () => nowMs,
            (length) => crypto.getRandomValues(new Uint8Array(length)),
          ),
        );
        let alive: { token: string; issuedAtMs: number }[] = [];
        for (const [at, { kind, ...rest }] of steps.entries()) {
          if ('ms' in rest) nowMs += rest.ms;
          else if (kind === 'now') await ring.add(nowMs, nowMs);
          else if (!ring.keys.some((key) => key.signsFromMs > nowMs))
            await ring.add(nowMs + limits.signingKeyPublishLeadMs, nowMs);
          await ring.tick(nowMs);
          // Not every isolate is asked at every step: some hold an old copy of the ring.
          const signer = tokensOf[at % tokensOf.length];
          if (signer !== undefined) alive.push({ token: await signer.issue(grant), issuedAtMs: nowMs });
          const verifier = tokensOf[(at * 7 + 1) % tokensOf.length];
          // An unknown key is asked for once a second at most; the request comes that much later here.
          nowMs += limits.signingRingRetryMs;
          // `exp` counts whole seconds.
          alive = alive.filter(({ issuedAtMs }) => nowMs - issuedAtMs < limits.accessTokenLifeMs - 1_000);
          for (const { token } of alive) await verifier?.verify(token);
        }
      }),
      { numRuns: 60, verbose: 1 },
    );
  });

  it('a key that was revoked signs nobody in any more', async () => {
    const ring = new Ring();
    let nowMs = START_MS;
    await ring.tick(nowMs);
    const keys = createRingKeys(
      async () => ring.keys,
      () => nowMs,
    );
    const tokens = createAccessTokens(
      keys,
      () => nowMs,
      (length) => crypto.getRandomValues(new Uint8Array(length)),
    );
    const token = await tokens.issue(grant);
    await ring.add(nowMs, nowMs);
    ring.keys = ring.keys.filter(({ kid }) => kid !== 'key-1');
    nowMs += limits.signingRingCacheMs;
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('asks for an unknown key at most once a second', async () => {
    const ring = new Ring();
    let nowMs = START_MS;
    await ring.tick(nowMs);
    let loads = 0;
    const keys = createRingKeys(
      async () => {
        loads += 1;
        return ring.keys;
      },
      () => nowMs,
    );
    await keys.publicJwks();
    for (let guess = 0; guess < 50; guess += 1) expect(await keys.publicKey(`guess-${guess}`)).toBeUndefined();
    expect(loads).toBe(1);
    nowMs += limits.signingRingRetryMs;
    for (let guess = 0; guess < 50; guess += 1) expect(await keys.publicKey(`guess-${guess}`)).toBeUndefined();
    expect(loads).toBe(2);
  });

  it('asks once for all the unknown keys that come while it is asked, and a good one among them waits', async () => {
    const ring = new Ring();
    let nowMs = START_MS;
    await ring.tick(nowMs);
    let loads = 0;
    let answer: () => void = () => undefined;
    const keys = createRingKeys(
      async () => {
        loads += 1;
        if (loads > 1) await new Promise<void>((resolve) => (answer = resolve));
        return ring.keys;
      },
      () => nowMs,
    );
    await keys.publicJwks();
    await ring.add(nowMs, nowMs);
    nowMs += limits.signingRingRetryMs;
    const forged = Array.from({ length: 200 }, (_, guess) => keys.publicKey(`guess-${guess}`));
    const good = keys.publicKey(ring.keys.at(-1)?.kid ?? '');
    await vi.waitFor(() => expect(loads).toBe(2));
    answer();
    expect(await Promise.all(forged)).toEqual(forged.map(() => undefined));
    expect(await good).toBeDefined();
    expect(loads).toBe(2);
  });

  it('asks again at once where the first to ask for an old ring got no answer', async () => {
    const ring = new Ring();
    await ring.tick(START_MS);
    let loads = 0;
    const keys = createRingKeys(
      async () => {
        loads += 1;
        if (loads === 1) throw new Error('away');
        return ring.keys;
      },
      () => START_MS,
    );
    const [first, second] = await Promise.allSettled([keys.publicJwks(), keys.publicJwks()]);
    expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled']);
  });
});
