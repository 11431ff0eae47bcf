import { Secret, TOTP } from 'otpauth/slim';
import { randomBytes } from '../../bytes.ts';

/** What every authenticator app understands: SHA-1, six digits, 30 s (RFC 6238; others are ignored by many apps). */
const PARAMETERS = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** 160 bits, as RFC 4226 §4 recommends. */
const SECRET_BYTES = 20;
/** Steps before and after the current one that are taken: clocks differ, and typing takes its time. */
const WINDOW_STEPS = 1;
const ISSUER_NAME = 'HaloBuzz';

/** A new shared secret, in base32. */
export function newTotpSecret(): string {
  return new Secret({ buffer: randomBytes(SECRET_BYTES).buffer }).base32;
}

/** The `otpauth:` address that an authenticator app reads, from a QR code or as a link. */
export function totpUri(secretBase32: string, username: string): string {
  const secret = Secret.fromBase32(secretBase32);
  return new TOTP({ ...PARAMETERS, issuer: ISSUER_NAME, label: username, secret }).toString();
}

/** The secret for typing, in groups of four. */
export function totpManualKey(secretBase32: string): string {
  return secretBase32.match(/.{1,4}/g)?.join(' ') ?? '';
}

/** The code of a moment. */
export function totpCode(secretBase32: string, atMs: number): string {
  return TOTP.generate({ ...PARAMETERS, secret: Secret.fromBase32(secretBase32), timestamp: atMs });
}

/**
 * The time step whose code this is, the current one or one beside it; undefined for none. The caller must see to it that
 * a step is taken once and none before it afterwards.
 */
export function totpStepOf(secretBase32: string, code: string, nowMs: number): number | undefined {
  const secret = Secret.fromBase32(secretBase32);
  const delta = TOTP.validate({ ...PARAMETERS, secret, token: code, timestamp: nowMs, window: WINDOW_STEPS });
  if (delta === null) return undefined;
  return TOTP.counter({ period: PARAMETERS.period, timestamp: nowMs }) + delta;
}
