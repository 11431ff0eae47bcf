import { generateKeyPairSync } from 'node:crypto';
import type { SigningJwk } from '../src/env-settings.ts';

/** A fresh private Ed25519 JWK. */
export function signingJwk(kid: string): SigningJwk {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', d, x, kid };
}
