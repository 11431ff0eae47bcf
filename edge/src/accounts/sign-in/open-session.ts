import { isStaff } from '@halobuzz/core/roles';
import { canTakeBack, offerCancel } from '../../privacy/erasure/account-erasure-acts.ts';
import type { AccountContext } from '../account/account-context.ts';
import { type AccountRow, readAccount, writeAccount } from '../account/account-store.ts';
import type { DeviceProof, SignInContext, SignInResult } from '../account/account-types.ts';
import { unlessErased } from '../account/destroyed-key.ts';
import { recordEvent } from '../account/security-events.ts';
import {
  newPasswordChallenge,
  type PasswordChallenge,
  type PasswordRecord,
  parsePasswordRecord,
  passwordMatches,
  passwordRecordIsStale,
} from '../credentials/password-record.ts';
import { holdsTrustedDevice, isTrustedDevice } from '../devices/device-trust.ts';
import { challengeMethods, openSignInChallenge } from '../factors/challenge-acts.ts';
import { hasSecondFactor } from '../factors/factor-store.ts';
import { spendProof } from '../sessions/dpop-proofs.ts';
import { beginSession, sealArrival } from './begin-session.ts';

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
export function openSession(context: AccountContext, hash: Uint8Array, request: SignInContext): Promise<SignInResult> {
  return unlessErased<SignInResult>(() => open(context, hash, request), { kind: 'invalid' });
}

async function open(context: AccountContext, hash: Uint8Array, request: SignInContext): Promise<SignInResult> {
  const known = readAccount(context.sql);
  if (known === undefined || known.status === 'deleted' || !passwordMatches(known.password, hash)) {
    return { kind: 'invalid' };
  }
  if (known.banned) return { kind: 'banned' };
  const personal = await context.personalFields(known.accountId);
  const arrival = await sealArrival(context, personal, request);
  const opened = context.change((nowMs) => {
    const account = readAccount(context.sql);
    // Looked at again: sealing took its time.
    if (account === undefined || account.status === 'deleted' || !passwordMatches(account.password, hash)) {
      return { kind: 'invalid' } as const;
    }
    if (account.banned) return { kind: 'banned' } as const;
    const erasing = account.status === 'erasing';
    if (erasing && !canTakeBack(context, nowMs)) return { kind: 'invalid' } as const;
    if (!spendProof(context.sql, request.deviceProof?.proofId ?? '', nowMs)) return { kind: 'replayed' } as const;
    const stale = passwordRecordIsStale(account.password, context.config.passwordPeppers.current);
    const rehash = stale ? account.password : null;
    if (needsSecondFactor(context, account, request, nowMs)) {
      const kept = { arrival, deviceNamed: request.deviceNamed };
      const expiresAtMs = openSignInChallenge(context, account, request.challengeKey, kept, nowMs);
      recordEvent(context.sql, 'second_factor_asked', null, nowMs);
      return { kind: 'second_factor', account, expiresAtMs, rehash } as const;
    }
    if (erasing) return { kind: 'owner' } as const;
    const grant = beginSession(context, account, arrival, ['pwd'], nowMs);
    return { kind: 'signed_in', grant, rehash } as const;
  });
  // The password alone takes back what it alone could sign in to, and nothing more.
  if (opened.kind === 'owner') return (await offerCancel(context)) ?? { kind: 'invalid' };
  if (opened.kind !== 'second_factor') return opened;
  const { account, ...challenge } = opened;
  return { ...challenge, methods: await challengeMethods(context, account) };
}

/** A trusted device stands for the second factor, but not for staff: theirs is asked at every sign-in. */
function needsSecondFactor(
  context: AccountContext,
  account: AccountRow,
  { deviceId, deviceProof }: SignInContext,
  nowMs: number,
): boolean {
  if (!hasSecondFactor(context.sql)) return false;
  return isStaff(account.roles) || !isTrustedDevice(context, deviceId, nowMs, deviceProof);
}

/** Whether the client proved that it holds a device which this account trusts. */
export function trustsDevice(context: AccountContext, deviceId: string, proof: DeviceProof): boolean {
  return holdsTrustedDevice(context, deviceId, Date.now(), proof);
}

/** Records a wrong password; nothing where there is no account. */
export function noteFailedSignIn(context: AccountContext): void {
  if (readAccount(context.sql) === undefined) return;
  context.change((nowMs) => recordEvent(context.sql, 'sign_in_failed', null, nowMs));
}

/** Swaps the stored record for a newer hash of the same password, unless it was changed meanwhile. */
export function replacePasswordRecord(context: AccountContext, expected: PasswordRecord, next: PasswordRecord): void {
  const account = readAccount(context.sql);
  if (account === undefined || account.password.phc !== expected.phc) return;
  writeAccount(context.sql, { ...account, password: next });
}
