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

/**
 * Keys from a ring that is kept for `signingRingCacheMs`. A key id that is not known makes it look again, at most every
 * `signingRingRetryMs`: a token that another isolate signed a moment ago, with a key made on command, is good here too.
 */
export function createRingKeys(load: () => Promise<RingKey[]>, clock: Clock): RingKeys {
  let ring: readonly RingKey[] = [];
  let loadedAtMs = Number.NEGATIVE_INFINITY;
  const signing = new Map<string, CryptoKey>();
  const verifying = new Map<string, CryptoKey>();

  async function renew(): Promise<void> {
    const askedAtMs = clock();
    const fresh = await load();
    ring = fresh;
    loadedAtMs = askedAtMs;
    const kept = new Set(fresh.map(({ kid }) => kid));
    for (const keys of [signing, verifying]) for (const kid of keys.keys()) if (!kept.has(kid)) keys.delete(kid);
  }
  async function currentRing(): Promise<readonly RingKey[]> {
    if (clock() - loadedAtMs >= limits.signingRingCacheMs) await renew();
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
      if (find() === undefined && clock() - loadedAtMs >= limits.signingRingRetryMs) await renew();
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
