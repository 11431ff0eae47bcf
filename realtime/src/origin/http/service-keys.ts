import { type CryptoKey, importJWK } from 'jose';
import type { PublicKeySet } from '../../config-option.ts';

/** Public Ed25519 keys of the edge by key id. Two stand side by side while one is being replaced. */
export type ServiceKeys = ReadonlyMap<string, CryptoKey>;

/** Imports public keys (RFC 8037). @throws Error naming a key id that stands twice, or a key that is none. */
export async function importServiceKeys(set: PublicKeySet): Promise<ServiceKeys> {
  const keys = new Map<string, CryptoKey>();
  for (const { kid, kty, crv, x } of set.keys) {
    if (keys.has(kid)) throw new Error(`service key id ${kid} stands twice`);
    const key = await importJWK({ kty, crv, x }, 'EdDSA');
    if (key instanceof Uint8Array) throw new Error(`service key ${kid} is not a public key`);
    keys.set(kid, key);
  }
  return keys;
}
