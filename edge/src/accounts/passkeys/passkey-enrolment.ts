import type { PasskeyUse } from '@halobuzz/core/api/auth-passkeys';
import type { PasskeyRegistration } from '@halobuzz/core/api/passkey-credentials';
import { newOpaqueId } from '@halobuzz/core/ids';
import { randomBytes, toBase64Url } from '../../bytes.ts';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';
import { newBackupCodes } from '../factors/backup-codes.ts';
import { admitNewFactor, completeEnrolment, type EnrolmentResult, mayChangeFactors } from '../factors/enrolment.ts';
import { labelField } from '../factors/factor-claims.ts';
import { factorInfo } from '../factors/factor-info.ts';
import { addPendingFactor, confirmedFactors } from '../factors/factor-store.ts';
import { readSession } from '../sessions/session-store.ts';
import {
  newPasskeyChallenge,
  passkeyChallengeMacs,
  putPasskeyChallenge,
  registrationKey,
  spendPasskeyChallenge,
} from './passkey-challenges.ts';
import { passkeyAmr } from './passkey-claim.ts';
import { descriptorOf, type PasskeyDescriptor } from './passkey-requests.ts';
import { allPasskeys, insertPasskey, keepHandle, passkeyByCredential } from './passkey-store.ts';
import { readClientData, verifyRegistration } from './webauthn.ts';

const HANDLE_BYTES = 32;

/** What the Worker makes creation options from. */
export interface BegunPasskey {
  readonly kind: 'begun';
  readonly challenge: string;
  readonly handle: string;
  readonly username: string;
  readonly exclude: readonly PasskeyDescriptor[];
}

/** `conflict`: the account has as many as it may. */
export interface PasskeyRefusal {
  readonly kind: 'conflict' | 'no_account';
}

/** Begins a passkey, in place of one that this session began before. */
export async function beginPasskey(
  context: AccountContext,
  sessionId: string,
  use: PasskeyUse,
): Promise<BegunPasskey | PasskeyRefusal> {
  const known = readAccount(context.sql);
  if (known === undefined) return { kind: 'no_account' };
  const key = registrationKey(sessionId);
  const { challenge, mac } = await newPasskeyChallenge(context, known.accountId, key);
  return context.change((nowMs) => {
    if (readSession(context.sql, sessionId) === undefined) return { kind: 'no_account' };
    if (!admitNewFactor(context.sql, 'passkey', '')) return { kind: 'conflict' };
    const handle = keepHandle(context.sql, toBase64Url(randomBytes(HANDLE_BYTES)));
    putPasskeyChallenge(context.sql, key, mac, use, nowMs);
    const exclude = allPasskeys(context.sql).map(descriptorOf);
    return { kind: 'begun', challenge, handle, username: known.username, exclude };
  });
}

/** What came back from `navigator.credentials.create`. */
export interface NewPasskey {
  readonly credential: PasskeyRegistration;
  readonly label: string;
  /** Name of the credential's object, which is reserved for this account until then. */
  readonly digest: string;
  readonly beforeMs: number;
}

/** `late`: the reservation of the credential may have run out; nothing has changed. */
export type AddedPasskey = Exclude<EnrolmentResult, { readonly kind: 'paused' }> | { readonly kind: 'late' };

/** Takes a new passkey: from now on it confirms sign-ins, and may sign in by itself if its user was verified. */
export async function addPasskey(
  context: AccountContext,
  sessionId: string,
  { credential, label, digest, beforeMs }: NewPasskey,
): Promise<AddedPasskey> {
  const known = readAccount(context.sql);
  if (known === undefined) return { kind: 'wrong' };
  const { accountId } = known;
  const id = newOpaqueId('fa', randomBytes);
  const key = registrationKey(sessionId);
  const personal = await context.personalFields(accountId);
  const [verified, macs, labelSealed, codes] = await Promise.all([
    verifyRegistration(context.config, credential),
    passkeyChallengeMacs(context, accountId, key, readClientData(credential)?.challenge ?? ''),
    personal.seal(labelField(id), label),
    newBackupCodes(context, accountId),
  ]);
  const outcome = context.change((nowMs) => {
    if (nowMs >= beforeMs) return { kind: 'late' } as const;
    const use = spendPasskeyChallenge(context.sql, key, macs, nowMs);
    const account = readAccount(context.sql);
    const session = readSession(context.sql, sessionId);
    if (account === undefined || session === undefined || use === undefined || use === 'assertion') {
      return { kind: 'wrong' } as const;
    }
    if (!mayChangeFactors(context.sql, session)) return { kind: 'wrong' } as const;
    if (verified === undefined || (use === 'passwordless' && !verified.passwordless)) return { kind: 'wrong' } as const;
    const taken = passkeyByCredential(context.sql, verified.credentialId) !== undefined;
    if (taken || !admitNewFactor(context.sql, 'passkey', '')) return { kind: 'conflict' } as const;
    const unused = { targetSealed: '', targetMac: '', secretSealed: '', lastUsedAtMs: null };
    const factor = { id, kind: 'passkey', labelSealed, createdAtMs: nowMs, ...unused } as const;
    addPendingFactor(context.sql, factor);
    // What was registered as a second factor may not be discoverable, and its owner did not ask for more.
    const passwordless = use === 'passwordless';
    insertPasskey(context.sql, { ...verified, factorId: id, digest, passwordless });
    return completeEnrolment(context, { account, session, factor, amr: passkeyAmr(verified), codes }, nowMs);
  });
  if (outcome.kind !== 'completed') return outcome;
  const added = confirmedFactors(context.sql).find((factor) => factor.id === id);
  if (added === undefined) return { kind: 'wrong' };
  const factor = await factorInfo(context, known, added);
  return { kind: 'added', factor, backupCodes: outcome.backupCodes, grant: outcome.grant };
}
