import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import { SignJWT } from 'jose';
import { importEd25519, type SigningKeys, TOKEN_ALGORITHM } from '../signing-keys.ts';
import { signingKeyAt, verifyingKeysAt } from './key-ring.ts';
import type { RingKey } from './key-ring-object.ts';

/** A ring's keys for signing and verifying, and its public halves for `/.well-known/jwks.json`. */
export interface RingKeys extends SigningKeys {
  readonly publicJwks: () => Promise<{ keys: Record<string, string>[] }>;
}

/** How often a request looks whether the answer that another one waits for has come. */
const POLL_MS = 5;

/**
 * Keys from a ring that is kept for `signingRingCacheMs`. A key id that is not known makes it look again, at most every
 * `signingRingRetryMs`: a token that another isolate signed a moment ago, with a key made on command, is good here too.
 * Forged key ids cost nothing, and there is one ring for the whole service: however many come while it is asked, it is
 * asked once, and they wait for that answer.
 */
export function createRingKeys(load: () => Promise<RingKey[]>, clock: Clock): RingKeys {
  let ring: readonly RingKey[] = [];
  let loadedAtMs = Number.NEGATIVE_INFINITY;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asking = false;
  const signing = new Map<string, CryptoKey>();
  const verifying = new Map<string, CryptoKey>();

  async function renew(): Promise<void> {
    const atMs = clock();
    askedAtMs = atMs;
    asking = true;
    let fresh: RingKey[];
    try {
      fresh = await load();
    } finally {
      if (askedAtMs === atMs) asking = false;
    }
    ring = fresh;
    loadedAtMs = atMs;
    const kept = new Set(fresh.map(({ kid }) => kid));
    for (const keys of [signing, verifying]) for (const kid of keys.keys()) if (!kept.has(kid)) keys.delete(kid);
  }
  /** Waits by timer: a promise belongs to the request that made it. One that was cut off holds the others up no longer. */
  async function answerToOthers(): Promise<void> {
    const waitsFor = askedAtMs;
    while (asking && askedAtMs === waitsFor && clock() - waitsFor < limits.signingRingRetryMs) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
  async function currentRing(): Promise<readonly RingKey[]> {
    const isOld = () => clock() - loadedAtMs >= limits.signingRingCacheMs;
    if (isOld() && asking) await answerToOthers();
    if (isOld()) await renew();
    return ring;
  }

  return {
    async sign(claims, typ) {
      const key = signingKeyAt(await currentRing(), clock());
      if (key === undefined) throw new Error('the key ring holds no key that may sign');
      const { kid, x, d } = key;
      let imported = signing.get(kid);
      if (imported === undefined) {
        imported = await importEd25519({ kty: 'OKP', crv: 'Ed25519', x, d });
        signing.set(kid, imported);
      }
      return new SignJWT(claims).setProtectedHeader({ alg: TOKEN_ALGORITHM, kid, typ }).sign(imported);
    },
    async publicKey(kid) {
      const find = () => verifyingKeysAt(ring, clock()).find((key) => key.kid === kid);
      await currentRing();
      if (find() === undefined && asking) await answerToOthers();
      if (find() === undefined && clock() - askedAtMs >= limits.signingRingRetryMs) await renew();
      const key = find();
      if (key === undefined) return undefined;
      let imported = verifying.get(kid);
      if (imported === undefined) {
        imported = await importEd25519({ kty: 'OKP', crv: 'Ed25519', x: key.x });
        verifying.set(kid, imported);
      }
      return imported;
    },
    async publicJwks() {
      const keys = verifyingKeysAt(await currentRing(), clock());
      return {
        keys: keys.map(({ kid, x }) => ({ kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', alg: TOKEN_ALGORITHM })),
      };
    },
  };
}
