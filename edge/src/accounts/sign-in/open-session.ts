import { newOpaqueId } from '@halobuzz/core/ids';
import { randomBytes } from '../../bytes.ts';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount, writeAccount } from '../account/account-store.ts';
import type { DeviceProof, SignInContext, SignInResult } from '../account/account-types.ts';
import { recordEvent } from '../account/security-events.ts';
import {
  newPasswordChallenge,
  type PasswordChallenge,
  type PasswordRecord,
  parsePasswordRecord,
  passwordMatches,
  passwordRecordIsStale,
} from '../credentials/password-record.ts';
import { noteDevice } from '../devices/device-store.ts';
import { holdsTrustedDevice } from '../devices/device-trust.ts';
import { putRevocation } from '../outbox/outbox-store.ts';
import { sessionGrantOf } from '../sessions/session-grant.ts';
import { addSession, type SessionRow } from '../sessions/session-store.ts';

/** How to hash a password for {@link openSession}; a made-up challenge where there is no account. */
export function passwordChallenge(context: AccountContext): PasswordChallenge {
  const account = readAccount(context.sql);
  if (account === undefined) return newPasswordChallenge(context.config.passwordPeppers.current);
  return parsePasswordRecord(account.password).challenge;
}

/**
 * Compares the hash and opens a session. A wrong password is answered before anything is written or asked for: a write
 * would hold the answer back, and so tell known names from unknown ones. {@link noteFailedSignIn} records it later.
 */
export async function openSession(
  context: AccountContext,
  hash: Uint8Array,
  request: SignInContext,
): Promise<SignInResult> {
  const known = readAccount(context.sql);
  if (known === undefined || known.status === 'deleted' || !passwordMatches(known.password, hash)) {
    return { kind: 'invalid' };
  }
  if (known.banned) return { kind: 'banned' };
  const personal = await context.personalFields(known.accountId);
  const [deviceNameSealed, userAgentSealed, ipSealed] = await Promise.all([
    personal.seal('device', request.deviceName),
    personal.seal('agent', request.userAgent),
    personal.seal('ip', request.ipAddress),
  ]);
  return context.change((nowMs): SignInResult => {
    const account = readAccount(context.sql);
    // Looked at again: sealing took its time.
    if (account === undefined || !passwordMatches(account.password, hash)) return { kind: 'invalid' };
    if (account.banned) return { kind: 'banned' };
    const session: SessionRow = {
      id: newOpaqueId('se', randomBytes),
      device: request.deviceId,
      deviceNameSealed,
      userAgentSealed,
      ipSealed,
      country: request.country,
      createdAtMs: nowMs,
      rotatedAtMs: nowMs,
      counter: 0,
      amr: ['pwd'],
      jkt: request.deviceProof?.jkt ?? '',
    };
    for (const displaced of addSession(context.sql, session, nowMs)) {
      putRevocation(context.sql, { kind: 'session', id: displaced, code: 'session_revoked' }, nowMs);
      recordEvent(context.sql, 'session_displaced', displaced, nowMs);
    }
    const { country, jkt } = session;
    const fingerprint = request.deviceProof?.fingerprint ?? '';
    noteDevice(
      context.sql,
      { id: session.device, nameSealed: deviceNameSealed, userAgentSealed, fingerprint, country, jkt },
      nowMs,
    );
    recordEvent(context.sql, 'signed_in', session.id, nowMs);
    const stale = passwordRecordIsStale(account.password, context.config.passwordPeppers.current);
    return { kind: 'signed_in', grant: sessionGrantOf(account, session, 0), rehash: stale ? account.password : null };
  });
}

/** Whether the client proved that it holds a device which this account trusts. */
export function trustsDevice(context: AccountContext, deviceId: string, proof: DeviceProof): boolean {
  return holdsTrustedDevice(context, deviceId, Date.now(), proof);
}

/** Records a wrong password; nothing where there is no account. */
export function noteFailedSignIn(context: AccountContext): void {
  if (readAccount(context.sql) !== undefined) recordEvent(context.sql, 'sign_in_failed', null, Date.now());
}

/** Swaps the stored record for a newer hash of the same password, unless it was changed meanwhile. */
export function replacePasswordRecord(context: AccountContext, expected: PasswordRecord, next: PasswordRecord): void {
  const account = readAccount(context.sql);
  if (account === undefined || account.password.phc !== expected.phc) return;
  writeAccount(context.sql, { ...account, password: next });
}
