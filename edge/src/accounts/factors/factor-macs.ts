import { hmacSha256, toBase64Url } from '../../bytes.ts';
import { type KeyRing, keyOf } from '../../env-settings.ts';

/**
 * HMACs of a text under every version of a key, the current one first. What is stored is made with the current one; what
 * comes back is looked for under all of them, so a new version voids nothing.
 */
export async function factorMacs(ring: KeyRing, text: string): Promise<string[]> {
  const versions = [...ring.keys.keys()].sort((a, b) => b - a);
  return Promise.all(versions.map(async (version) => toBase64Url(await hmacUnder(ring, version, text))));
}

/** The HMAC of a text under the current version: what is stored. */
export async function factorMac(ring: KeyRing, text: string): Promise<string> {
  return toBase64Url(await hmacUnder(ring, ring.current, text));
}

/** @throws Error when the ring lacks that version */
function hmacUnder(ring: KeyRing, version: number, text: string): Promise<Uint8Array<ArrayBuffer>> {
  return hmacSha256(keyOf(ring, version, 'FACTOR_HMAC_KEYS'), text);
}
