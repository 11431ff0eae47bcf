import { X509Certificate } from 'node:crypto';
import {
  type Environment,
  SignedDataVerifier,
  VerificationException,
  VerificationStatus,
} from '@apple/app-store-server-library';
import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import { z } from 'zod';
import {
  type AppleNotification,
  type AppleTransaction,
  appleNotification,
  appleSignedText,
  appleTransaction,
} from './apple-payloads.ts';

/** Why signed data is not taken. `future`: nobody can have signed it yet. */
export type AppleRefusal =
  | 'malformed'
  | 'bad_signature'
  | 'bad_certificate'
  | 'wrong_app'
  | 'wrong_environment'
  | 'future';

/** `unavailable`: whether a certificate was revoked could not be asked now; the same data may be shown again. */
export type AppleChecked<T> =
  | { readonly kind: 'genuine'; readonly value: T }
  | { readonly kind: 'refused'; readonly reason: AppleRefusal }
  | { readonly kind: 'unavailable' };

export interface AppleVerifierSettings {
  /** DER. A chain must end in one of them. */
  readonly roots: readonly Uint8Array[];
  readonly bundleId: string;
  /** The app's number in the App Store: part of every notification in production. */
  readonly appId: number | undefined;
  readonly environment: 'Production' | 'Sandbox';
  /** Asks Apple whether certificates were revoked, and takes today, not the signing time, for their dates. */
  readonly onlineChecks: boolean;
}

/** Apple's signed data: chain, signature, app, environment by Apple's own library, the rest by schema. */
export interface AppleVerifier {
  transaction(signed: string): Promise<AppleChecked<AppleTransaction>>;
  notification(signed: string): Promise<AppleChecked<AppleNotification>>;
}

/**
 * The library keeps the chains it asked about for 15 minutes, drops none of them, and fails with the 33rd (3.1.0: its
 * sweep reads entries by their place instead of their name). Apple changes its leaf every few months; a new one now and then forgets.
 */
const LIBRARY_LIFE_MS = 3_600_000;

/** @param timeoutMs how long it may take to hear whether certificates were revoked; the library alone would wait for 30 s */
export function createAppleVerifier(
  settings: AppleVerifierSettings,
  clock: Clock,
  timeoutMs: number = limits.storeCallTimeoutMs,
): AppleVerifier {
  const roots = settings.roots.map((root) => new X509Certificate(root));
  const newLibrary = () => {
    const library = new SignedDataVerifier(
      settings.roots.map((root) => Buffer.from(root)),
      settings.onlineChecks,
      // The library's enum has these very texts as values.
      settings.environment as Environment,
      settings.bundleId,
      settings.appId,
    );
    // Its own reads no `Z`, so that every OCSP answer would be good for ever (3.1.0); a test shows an old one.
    Object.defineProperty(library, 'parseX509Date', { value: timeOfOcsp });
    return library;
  };
  let made = { library: newLibrary(), atMs: clock() };
  const library = (): SignedDataVerifier => {
    if (Math.abs(clock() - made.atMs) > LIBRARY_LIFE_MS) made = { library: newLibrary(), atMs: clock() };
    return made.library;
  };

  async function check<T>(
    signed: string,
    decode: (signed: string) => Promise<unknown>,
    schema: z.ZodType<T>,
  ): Promise<AppleChecked<T>> {
    const header = appleSignedText.safeParse(signed).success ? headerOf(signed) : undefined;
    if (header === undefined) return refused('malformed');
    if (header.x5c.length !== 3) return refused('bad_certificate');
    if (!hangsOnRoot(header.x5c, roots)) return refused('bad_signature');
    let decoded: unknown;
    try {
      decoded = await withDeadline(decode(signed), timeoutMs);
    } catch (error) {
      return outcomeOf(error);
    }
    // Its answer still comes and is kept: whoever asks again will not wait.
    if (decoded === LATE) return { kind: 'unavailable' };
    const parsed = schema.safeParse(decoded);
    return parsed.success ? { kind: 'genuine', value: parsed.data } : refused('malformed');
  }

  return {
    async transaction(signed) {
      const checked = await check(signed, (text) => library().verifyAndDecodeTransaction(text), appleTransaction);
      // An old one is as good as a new one: a phone may show it months later. One from the future nobody signed.
      if (checked.kind === 'genuine' && isAhead(checked.value.signedDate, clock())) return refused('future');
      return checked;
    },
    async notification(signed) {
      const checked = await check(signed, (text) => library().verifyAndDecodeNotification(text), appleNotification);
      if (checked.kind === 'genuine' && isAhead(checked.value.signedDate, clock())) return refused('future');
      return checked;
    },
  };
}

/** GeneralizedTime of OCSP answers (RFC 6960); what is none lies long ago, so that the answer has run out. */
function timeOfOcsp(text: string): Date {
  const [, year = '', month = '', day = '', time = ''] = /^(\d{4})(\d\d)(\d\d)(\d{6})Z$/.exec(text) ?? [];
  const at = new Date(`${year}-${month}-${day}T${time.replace(/(\d\d)(\d\d)(\d\d)/, '$1:$2:$3')}Z`);
  return Number.isNaN(at.getTime()) ? new Date(0) : at;
}

const LATE = Symbol('late');

/** What `promise` comes to, or LATE when it takes too long; it goes on then, and nobody waits. */
async function withDeadline(promise: Promise<unknown>, timeoutMs: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, timeoutMs, LATE);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function isAhead(timeMs: number, nowMs: number): boolean {
  return timeMs > nowMs + limits.storeClockAheadMsMax;
}

const jwsHeader = z.object({
  /** The library lets the key decide: it would take ES384 by a P-384 leaf. Apple signs with ES256 alone. */
  alg: z.literal('ES256'),
  /** Leaf, intermediate, root; DER in base64. */
  x5c: z.array(z.base64()).max(8).default([]),
});

function headerOf(signed: string): z.infer<typeof jwsHeader> | undefined {
  try {
    const header: unknown = JSON.parse(Buffer.from(signed.split('.', 1)[0] ?? '', 'base64url').toString('utf8'));
    return jwsHeader.safeParse(header).data;
  } catch {
    return undefined;
  }
}

/**
 * Whether leaf and intermediate are signed as far as one of our roots. The library finds that out itself, but only while
 * it reads them with a parser written in JavaScript: this way, that one sees certificates of Apple's alone.
 */
function hangsOnRoot(x5c: readonly string[], roots: readonly X509Certificate[]): boolean {
  try {
    const [leaf, intermediate] = x5c.map((der) => new X509Certificate(Buffer.from(der, 'base64')));
    if (leaf === undefined || intermediate === undefined) return false;
    return leaf.verify(intermediate.publicKey) && roots.some((root) => intermediate.verify(root.publicKey));
  } catch {
    return false;
  }
}

function refused(reason: AppleRefusal): { readonly kind: 'refused'; readonly reason: AppleRefusal } {
  return { kind: 'refused', reason };
}

function outcomeOf(error: unknown): { kind: 'refused'; reason: AppleRefusal } | { kind: 'unavailable' } {
  if (!(error instanceof VerificationException)) return { kind: 'refused', reason: 'malformed' };
  switch (error.status) {
    case VerificationStatus.RETRYABLE_VERIFICATION_FAILURE:
      return { kind: 'unavailable' };
    case VerificationStatus.INVALID_APP_IDENTIFIER:
      return { kind: 'refused', reason: 'wrong_app' };
    case VerificationStatus.INVALID_ENVIRONMENT:
      return { kind: 'refused', reason: 'wrong_environment' };
    case VerificationStatus.INVALID_CERTIFICATE:
    case VerificationStatus.INVALID_CHAIN_LENGTH:
    case VerificationStatus.FAILURE:
      return { kind: 'refused', reason: 'bad_certificate' };
    default:
      return { kind: 'refused', reason: 'bad_signature' };
  }
}
