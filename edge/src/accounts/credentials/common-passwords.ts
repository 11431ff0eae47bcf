import { utf8 } from '../../bytes.ts';
import { commonPasswordDigests } from './common-password-digests.ts';

const DIGEST_BYTES = 5;
let digests: Uint8Array | undefined;

/**
 * Whether a password is one of the 5,000 most common ones, whatever its case (ASVS 6.2.4): known without asking anybody, so
 * also while the service of breached passwords is out of reach.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  const text = `common-password|${password.normalize('NFKC').toLowerCase()}`;
  const wanted = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(text))).subarray(0, DIGEST_BYTES);
  digests ??= Uint8Array.from(atob(commonPasswordDigests.replaceAll('\n', '')), (character) => character.charCodeAt(0));
  let [low, high] = [0, digests.length / DIGEST_BYTES];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const order = compare(digests.subarray(middle * DIGEST_BYTES, (middle + 1) * DIGEST_BYTES), wanted);
    if (order === 0) return true;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return false;
}

function compare(one: Uint8Array, other: Uint8Array): number {
  for (const [at, byte] of one.entries()) {
    const difference = byte - (other[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
