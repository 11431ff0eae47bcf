import type { ChallengeMethod, FactorProof } from '@halobuzz/core/api/auth-factors';
import { limits } from '@halobuzz/core/limits';
import { MFA_AMR } from '@halobuzz/core/tokens';
import { z } from 'zod';
import { offerCancel } from '../../privacy/erasure/account-erasure-acts.ts';
import type { AccountContext } from '../account/account-context.ts';
import { type AccountRow, readAccount } from '../account/account-store.ts';
import type { ErasingSignIn, SessionGrant } from '../account/account-types.ts';
import { placeOf } from '../notifications/notices.ts';
import { spendProof } from '../sessions/dpop-proofs.ts';
import { type Arrival, arrivalSchema, beginSession } from '../sign-in/begin-session.ts';
import { backupCodesState, noteBackupCode } from './backup-codes.ts';
import { type ChallengeRow, putChallenge, readChallenge } from './challenge-store.ts';
import { guessableMethods, prepareClaim } from './factor-claims.ts';
import { type GuessResult, judgeGuess } from './factor-guess.ts';
import { factorHint } from './factor-info.ts';
import { signInFactors, unbarMailbox } from './factor-store.ts';

/** Who may answer a challenge: the device that signed in, by the id it named and the key it proved. */
export interface ChallengeHolder {
  /** Undefined when the client names no device. */
  readonly deviceId: string | undefined;
  /** Thumbprint of the key that signed the request, and the id of that proof; empty texts for none. */
  readonly jkt: string;
  readonly proofId: string;
}

export type ChallengeAnswer =
  | { readonly kind: 'signed_in'; readonly grant: SessionGrant }
  | { readonly kind: 'banned' }
  | { readonly kind: 'replayed' }
  /** The answer was right, and the account is being erased. */
  | ErasingSignIn
  | Exclude<GuessResult<never>, { readonly kind: 'proven' }>;

/** What a sign-in's challenge keeps: where its session will begin, and whether the client named its device. */
const keptSchema = z.strictObject({ arrival: arrivalSchema, deviceNamed: z.boolean() });

/** Within the change that found the password right: opens the challenge. @returns when it runs out */
export function openSignInChallenge(
  context: AccountContext,
  account: AccountRow,
  key: string,
  kept: { readonly arrival: Arrival; readonly deviceNamed: boolean },
  nowMs: number,
): number {
  const expiresAtMs = nowMs + limits.challengeLifeMs;
  const arrival = JSON.stringify(keptSchema.parse(kept));
  putChallenge(context.sql, { key, purpose: 'sign_in', epoch: account.epoch, arrival, expiresAtMs }, nowMs);
  return expiresAtMs;
}

/**
 * The ways to answer, as the client may choose among them; codes can be sent where there is a `factorId`. None at all when
 * the mailbox is barred and the backup codes are spent: then only support can help.
 */
export async function challengeMethods(context: AccountContext, account: AccountRow): Promise<ChallengeMethod[]> {
  const methods = new Map<string, ChallengeMethod>();
  for (const factor of signInFactors(context.sql)) {
    const { id, kind: method } = factor;
    if (method === 'totp' || method === 'passkey') methods.set(method, { method });
    else methods.set(id, { method, factorId: id, hint: await factorHint(context, account, factor) });
  }
  const codes = backupCodesState(context.sql).left > 0 ? [{ method: 'backup_code' as const }] : [];
  return [...methods.values(), ...codes];
}

/** A sign-in's challenge that this holder may still answer; undefined for anything else. Counts nothing. */
export function openChallenge(
  context: AccountContext,
  key: string,
  holder: ChallengeHolder,
): { account: AccountRow; challenge: ChallengeRow; arrival: Arrival } | undefined {
  const account = readAccount(context.sql);
  if (account === undefined || account.status === 'deleted') return undefined;
  const challenge = readChallenge(context.sql, key);
  if (challenge?.purpose !== 'sign_in' || challenge.epoch !== account.epoch) return undefined;
  const { arrival, deviceNamed } = keptSchema.parse(JSON.parse(challenge.arrival));
  const sameDevice = deviceNamed ? holder.deviceId === arrival.deviceId : holder.deviceId === undefined;
  return sameDevice && holder.jkt === arrival.jkt ? { account, challenge, arrival } : undefined;
}

/**
 * Answers a sign-in's challenge: the right answer uses it up and begins the session. Before that there is none, and its
 * id comes from nothing that anybody knew.
 */
export async function answerChallenge(
  context: AccountContext,
  key: string,
  holder: ChallengeHolder,
  proof: FactorProof,
): Promise<ChallengeAnswer> {
  const known = openChallenge(context, key, holder);
  if (known === undefined) return { kind: 'gone', retryAfterMs: 0 };
  const subject = { account: known.account, challengeKey: key, factors: signInFactors(context.sql) };
  const claim = await prepareClaim(context, subject, proof);
  const answered = context.change((nowMs): ChallengeAnswer | { readonly kind: 'owner' } => {
    // Looked at again: opening secrets took its time.
    const open = openChallenge(context, key, holder);
    if (open === undefined) return { kind: 'gone', retryAfterMs: 0 };
    const { account, arrival } = open;
    if (account.banned) return { kind: 'banned' };
    if (!spendProof(context.sql, holder.proofId, nowMs)) return { kind: 'replayed' };
    const place = placeOf(arrival);
    const guessable = guessableMethods.has(proof.method);
    const guess = { challengeKey: key, scope: 'sign_in', guessable, claim, placeOf: () => place } as const;
    const result = judgeGuess(context, guess, nowMs);
    if (result.kind !== 'proven') return result;
    const { method, amr, codesLeft } = result.proven;
    if (method !== 'email') unbarMailbox(context.sql);
    if (codesLeft !== undefined) noteBackupCode(context, codesLeft, place, nowMs);
    if (account.status === 'erasing') return { kind: 'owner' };
    return { kind: 'signed_in', grant: beginSession(context, account, arrival, ['pwd', ...amr, MFA_AMR], nowMs) };
  });
  if (answered.kind !== 'owner') return answered;
  return (await offerCancel(context)) ?? { kind: 'gone', retryAfterMs: 0 };
}
