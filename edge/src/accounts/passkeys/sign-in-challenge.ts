import { limits } from '@halobuzz/core/limits';
import { fromBase64Url, sameBytes, toBase64Url } from '../../bytes.ts';
import type { Services } from '../../services.ts';
import { factorMac, factorMacs } from '../factors/factor-macs.ts';

type Keyed = Pick<Services, 'config' | 'clock' | 'random'>;

const NONCE_BYTES = 16;
const TIME_BYTES = 6;
const MAC_BYTES = 32;

export interface SignInChallenge {
  readonly challenge: string;
  readonly expiresAtMs: number;
}

/**
 * A challenge for a sign-in whose account nobody knows yet: `nonce | expiry | HMAC-SHA256`, so nothing is stored for those
 * who only look, and forgeries reach no object. Single use is enforced where the account is found: an assertion answers to
 * one credential, so every repetition comes to the same account, which remembers the challenge until it runs out. A store
 * of challenges would cost each page view a write and say no more.
 *
 * `jkt`: the key that signed the request's DPoP proof, or empty: whoever asked for the challenge must send the answer.
 */
export async function newSignInChallenge(services: Keyed, jkt: string): Promise<SignInChallenge> {
  const expiresAtMs = services.clock() + limits.passkeyChallengeLifeMs;
  const head = new Uint8Array(NONCE_BYTES + TIME_BYTES);
  head.set(services.random(NONCE_BYTES));
  new DataView(head.buffer).setUint16(NONCE_BYTES, Math.floor(expiresAtMs / 2 ** 32));
  new DataView(head.buffer).setUint32(NONCE_BYTES + 2, expiresAtMs % 2 ** 32);
  const mac = fromBase64Url(await factorMac(services.config.factorHmacKeys, macText(head, jkt)));
  const challenge = new Uint8Array(head.byteLength + MAC_BYTES);
  challenge.set(head);
  challenge.set(mac ?? [], head.byteLength);
  return { challenge: toBase64Url(challenge), expiresAtMs };
}

/** A challenge of ours that is still good; undefined for anything else. */
export async function readSignInChallenge(
  services: Keyed,
  challenge: string,
  jkt: string,
): Promise<SignInChallenge | undefined> {
  const bytes = fromBase64Url(challenge);
  if (bytes?.byteLength !== NONCE_BYTES + TIME_BYTES + MAC_BYTES) return undefined;
  const head = bytes.slice(0, NONCE_BYTES + TIME_BYTES);
  const view = new DataView(head.buffer);
  const expiresAtMs = view.getUint16(NONCE_BYTES) * 2 ** 32 + view.getUint32(NONCE_BYTES + 2);
  const given = bytes.slice(head.byteLength);
  const macs = await factorMacs(services.config.factorHmacKeys, macText(head, jkt));
  const ours = macs.some((mac) => sameBytes(fromBase64Url(mac) ?? new Uint8Array(), given));
  return ours && services.clock() < expiresAtMs ? { challenge, expiresAtMs } : undefined;
}

function macText(head: Uint8Array, jkt: string): string {
  return `passkey-sign-in|${toBase64Url(head)}|${jkt}`;
}
