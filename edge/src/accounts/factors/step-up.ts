import type { FactorProof } from '@halobuzz/core/api/auth-factors';
import { limits } from '@halobuzz/core/limits';
import { MFA_AMR } from '@halobuzz/core/tokens';
import type { AccountContext } from '../account/account-context.ts';
import { type AccountRow, readAccount } from '../account/account-store.ts';
import type { SessionGrant } from '../account/account-types.ts';
import { recordEvent } from '../account/security-events.ts';
import { passwordMatches } from '../credentials/password-record.ts';
import { placeOf } from '../notifications/notices.ts';
import { sessionGrantOf } from '../sessions/session-grant.ts';
import { raiseSession, readSession, type SessionRow } from '../sessions/session-store.ts';
import { noteBackupCode } from './backup-codes.ts';
import { type ChallengeRow, putChallenge, readChallenge, readStreak } from './challenge-store.ts';
import { guessableMethods, prepareClaim } from './factor-claims.ts';
import { type GuessResult, judgeGuess } from './factor-guess.ts';
import { confirmedFactors, hasSecondFactor } from './factor-store.ts';
import { admitGuess } from './guess-bounds.ts';

/** The password as the Worker hashed it, or a second factor. */
export type StepUpProof = FactorProof | { readonly method: 'password'; readonly hash: Uint8Array };

export type StepUpResult =
  | { readonly kind: 'raised'; readonly grant: SessionGrant }
  /** The account has a second factor: its password alone proves too little. */
  | { readonly kind: 'factor_required' }
  | { readonly kind: 'no_session' }
  | Exclude<GuessResult<never>, { readonly kind: 'proven' }>;

/** Under which key a session's step-up stands among the challenges. */
export function stepUpKey(sessionId: string): string {
  return `step-up|${sessionId}`;
}

/** Within a change: the session's step-up, opened now unless one is open. Tries count until it runs out. */
export function openStepUp(
  context: AccountContext,
  account: AccountRow,
  sessionId: string,
  nowMs: number,
): ChallengeRow | undefined {
  const key = stepUpKey(sessionId);
  const open = readChallenge(context.sql, key);
  if (open !== undefined && nowMs < open.expiresAtMs) return open;
  const expiresAtMs = nowMs + limits.challengeLifeMs;
  putChallenge(context.sql, { key, purpose: 'step_up', epoch: account.epoch, arrival: '', expiresAtMs }, nowMs);
  return readChallenge(context.sql, key);
}

/** How long a step-up by password has to wait before it is worth hashing it; 0 for not at all. Counts nothing. */
export function stepUpPauseMs(context: AccountContext, sessionId: string): number {
  if (readAccount(context.sql) === undefined) return 0;
  const nowMs = Date.now();
  const streak = readStreak(context.sql, 'session');
  const open = readChallenge(context.sql, stepUpKey(sessionId));
  if (open === undefined || nowMs >= open.expiresAtMs) return Math.max(streak.pausedUntilMs - nowMs, 0);
  const admission = admitGuess(open, streak, true, nowMs);
  if (admission.kind === 'gone') return open.expiresAtMs - nowMs;
  return admission.kind === 'paused' ? admission.retryAfterMs : 0;
}

/**
 * Raises a session: its holder proved anew who they are. Wrong answers are counted apart from those at the sign-in, so
 * strangers who know the password cannot keep the owner from their own settings.
 */
export async function stepUp(context: AccountContext, sessionId: string, proof: StepUpProof): Promise<StepUpResult> {
  const known = readAccount(context.sql);
  if (known === undefined) return { kind: 'no_session' };
  const challengeKey = stepUpKey(sessionId);
  const claim = await stepUpClaim(context, known, challengeKey, proof);
  return context.change((nowMs): StepUpResult => {
    const account = readAccount(context.sql);
    const session = readSession(context.sql, sessionId);
    if (account === undefined || session === undefined || account.banned) return { kind: 'no_session' };
    const byPassword = proof.method === 'password';
    if (byPassword && hasSecondFactor(context.sql)) return { kind: 'factor_required' };
    openStepUp(context, account, sessionId, nowMs);
    const guessable = byPassword || guessableMethods.has(proof.method);
    const place = placeOf(session);
    const guess = { challengeKey, scope: 'session', guessable, claim, placeOf: () => place } as const;
    const result = judgeGuess(context, guess, nowMs);
    if (result.kind !== 'proven') return result;
    const { amr, codesLeft } = result.proven;
    if (codesLeft !== undefined) noteBackupCode(context, codesLeft, place, nowMs);
    recordEvent(context.sql, 'stepped_up', sessionId, nowMs);
    return { kind: 'raised', grant: raiseByProof(context, account, session, amr, nowMs) };
  });
}

/** Within a change: adds what was just proven to a session and takes this moment as its `auth_time`. */
export function raiseByProof(
  context: AccountContext,
  account: AccountRow,
  session: SessionRow,
  amr: readonly string[],
  nowMs: number,
): SessionGrant {
  const all = [...new Set([...session.amr, ...amr])];
  raiseSession(context.sql, session.id, all, nowMs);
  return sessionGrantOf(account, { ...session, amr: all, authAtMs: nowMs }, session.counter);
}

interface StepUpProven {
  readonly amr: readonly string[];
  readonly codesLeft?: number;
}

async function stepUpClaim(
  context: AccountContext,
  account: AccountRow,
  challengeKey: string,
  proof: StepUpProof,
): Promise<(nowMs: number) => StepUpProven | undefined> {
  if (proof.method === 'password') {
    return () => {
      const current = readAccount(context.sql);
      return current !== undefined && passwordMatches(current.password, proof.hash) ? { amr: ['pwd'] } : undefined;
    };
  }
  const subject = { account, challengeKey, factors: confirmedFactors(context.sql) };
  const claim = await prepareClaim(context, subject, proof);
  return (nowMs) => {
    const proven = claim(nowMs);
    return proven === undefined ? undefined : { ...proven, amr: [...proven.amr, MFA_AMR] };
  };
}
