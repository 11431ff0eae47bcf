import type { PasskeyAssertion } from '@halobuzz/core/api/passkey-credentials';
import { MFA_AMR } from '@halobuzz/core/tokens';
import { sameBytes, utf8 } from '../../bytes.ts';
import { offerCancel } from '../../privacy/erasure/account-erasure-acts.ts';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';
import type { ErasingSignIn, SessionGrant } from '../account/account-types.ts';
import { unlessErased } from '../account/destroyed-key.ts';
import { withdrawFactorReset } from '../factors/factor-reset-acts.ts';
import { unbarMailbox } from '../factors/factor-store.ts';
import { placeOf } from '../notifications/notices.ts';
import { spendProof } from '../sessions/dpop-proofs.ts';
import { type ArrivalContext, beginSession, sealArrival } from '../sign-in/begin-session.ts';
import { acceptPasskey, passkeyAmr } from './passkey-claim.ts';
import { passkeyByCredential, passkeyHandle, spendSignInChallenge } from './passkey-store.ts';
import type { SignInChallenge } from './sign-in-challenge.ts';
import { readClientData, verifyAssertion } from './webauthn.ts';

export type PasskeySignIn =
  | { readonly kind: 'signed_in'; readonly grant: SessionGrant }
  | { readonly kind: 'invalid' }
  /** The passkey was right. */
  | { readonly kind: 'banned' | 'replayed' | 'limited' }
  | ErasingSignIn;

/**
 * Signs in by a passkey alone. Its user must have been verified, now and when it was registered: that makes two factors of
 * it, so no other is asked for. What is wrong is answered before anything is written, as with a wrong password.
 */
export function signInByPasskey(
  context: AccountContext,
  credential: PasskeyAssertion,
  ceremony: SignInChallenge,
  request: ArrivalContext,
): Promise<PasskeySignIn> {
  return unlessErased<PasskeySignIn>(() => signIn(context, credential, ceremony, request), { kind: 'invalid' });
}

async function signIn(
  context: AccountContext,
  credential: PasskeyAssertion,
  ceremony: SignInChallenge,
  request: ArrivalContext,
): Promise<PasskeySignIn> {
  const known = readAccount(context.sql);
  if (known === undefined || known.status === 'deleted') return { kind: 'invalid' };
  const passkey = passkeyByCredential(context.sql, credential.id);
  // WebAuthn Level 3 §7.2 step 6: the handle must be there, and be that of the account which holds the credential.
  const handle = passkeyHandle(context.sql) ?? '';
  const named = sameBytes(utf8(handle), utf8(credential.response.userHandle ?? ''));
  if (passkey === undefined || !passkey.passwordless || handle === '' || !named) return { kind: 'invalid' };
  const verified = await verifyAssertion(context.config, passkey, credential);
  const answered = readClientData(credential)?.challenge === ceremony.challenge;
  if (!verified?.userVerified || !answered) return { kind: 'invalid' };
  if (known.banned) return { kind: 'banned' };
  if (known.status === 'erasing') return offerCancelOnce(context, ceremony);
  const personal = await context.personalFields(known.accountId);
  const arrival = await sealArrival(context, personal, request);
  return context.change((nowMs): PasskeySignIn => {
    const account = readAccount(context.sql);
    // Looked at again: sealing took its time.
    if (account === undefined || account.status === 'deleted') return { kind: 'invalid' };
    if (account.banned) return { kind: 'banned' };
    if (account.status === 'erasing') return { kind: 'invalid' };
    if (!spendProof(context.sql, request.deviceProof?.proofId ?? '', nowMs)) return { kind: 'replayed' };
    const spent = spendSignInChallenge(context.sql, ceremony.challenge, ceremony.expiresAtMs, nowMs);
    if (spent !== 'spent') return { kind: spent === 'gone' ? 'invalid' : spent };
    if (!acceptPasskey(context, verified, placeOf(arrival), nowMs)) return { kind: 'invalid' };
    unbarMailbox(context.sql);
    withdrawFactorReset(context, nowMs);
    const amr = [...passkeyAmr(verified), MFA_AMR];
    return { kind: 'signed_in', grant: beginSession(context, account, arrival, amr, nowMs) };
  });
}

/** Of an account that is being erased; the ceremony is used up, as by a sign-in. */
async function offerCancelOnce(context: AccountContext, ceremony: SignInChallenge): Promise<PasskeySignIn> {
  const spend = (nowMs: number) => spendSignInChallenge(context.sql, ceremony.challenge, ceremony.expiresAtMs, nowMs);
  if (context.change(spend) !== 'spent') return { kind: 'invalid' };
  return (await offerCancel(context)) ?? { kind: 'invalid' };
}
