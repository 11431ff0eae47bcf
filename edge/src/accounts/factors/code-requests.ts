import type { AccountContext } from '../account/account-context.ts';
import { type AccountRow, readAccount } from '../account/account-store.ts';
import { recordEvent } from '../account/security-events.ts';
import { newEmailCode } from '../email/email-code.ts';
import { readSession } from '../sessions/session-store.ts';
import { type ChallengeHolder, openChallenge } from './challenge-acts.ts';
import { admitFactorSend, type ChallengeRow, type GuessScope, putSentCode, readStreak } from './challenge-store.ts';
import { phoneField, sentCodeMac } from './factor-claims.ts';
import { factorHint } from './factor-info.ts';
import { confirmedFactors, type FactorRow, signInFactors } from './factor-store.ts';
import { admitGuess } from './guess-bounds.ts';
import { openStepUp, stepUpKey } from './step-up.ts';

/** A code for the Worker to send. */
export type RequestedCode =
  | {
      readonly kind: 'issued';
      readonly channel: 'sms' | 'email';
      readonly to: string;
      readonly code: string;
      readonly hint: string;
      readonly expiresAtMs: number;
    }
  | { readonly kind: 'gone'; readonly retryAfterMs: number }
  /** No such factor, or none that codes are sent to. */
  | { readonly kind: 'no_factor' }
  | { readonly kind: 'limited'; readonly retryAfterMs: number };

/** A code for a sign-in's challenge; the one sent before to that factor stops working, the tries go on counting. */
export function requestChallengeCode(
  context: AccountContext,
  key: string,
  holder: ChallengeHolder,
  factorId: string,
): Promise<RequestedCode> {
  const find = () => openChallenge(context, key, holder)?.challenge;
  return issueCode(context, { key, scope: 'sign_in', among: signInFactors, factorId, find });
}

/** A code for a step-up of this session. */
export function requestStepUpCode(
  context: AccountContext,
  sessionId: string,
  factorId: string,
): Promise<RequestedCode> {
  const find = (account: AccountRow, nowMs: number) =>
    readSession(context.sql, sessionId) === undefined ? undefined : openStepUp(context, account, sessionId, nowMs);
  return issueCode(context, { key: stepUpKey(sessionId), scope: 'session', among: confirmedFactors, factorId, find });
}

interface CodeRequest {
  readonly key: string;
  readonly scope: GuessScope;
  readonly factorId: string;
  readonly among: (sql: SqlStorage) => FactorRow[];
  /** The challenge, looked up within the change. */
  readonly find: (account: AccountRow, nowMs: number) => ChallengeRow | undefined;
}

async function issueCode(
  context: AccountContext,
  { key, scope, factorId, among, find }: CodeRequest,
): Promise<RequestedCode> {
  const account = readAccount(context.sql);
  if (account === undefined) return { kind: 'gone', retryAfterMs: 0 };
  const factor = among(context.sql).find(({ id }) => id === factorId);
  if (factor?.kind !== 'sms' && factor?.kind !== 'email') {
    return context.change((nowMs) => (find(account, nowMs) === undefined ? gone(0) : { kind: 'no_factor' }));
  }
  const channel = factor.kind;
  const personal = await context.personalFields(account.accountId);
  const code = newEmailCode();
  const [to, hint, mac] = await Promise.all([
    channel === 'sms'
      ? personal.open(phoneField(factorId), factor.targetSealed)
      : personal.open('email', account.emailSealed),
    factorHint(context, account, factor),
    sentCodeMac(context, { account, challengeKey: key }, code),
  ]);
  return context.change((nowMs): RequestedCode => {
    const current = readAccount(context.sql);
    const challenge = current === undefined || current.banned ? undefined : find(current, nowMs);
    // A code that could not be tried is not worth a message.
    const admission = admitGuess(challenge, readStreak(context.sql, scope), true, nowMs);
    if (admission.kind === 'paused') return { kind: 'limited', retryAfterMs: admission.retryAfterMs };
    if (admission.kind === 'gone' || challenge === undefined) return gone((challenge?.expiresAtMs ?? nowMs) - nowMs);
    const retryAfterMs = admitFactorSend(context.sql, channel, nowMs);
    if (retryAfterMs > 0) return { kind: 'limited', retryAfterMs };
    putSentCode(context.sql, key, factorId, mac);
    recordEvent(context.sql, 'factor_code_sent', null, nowMs);
    return { kind: 'issued', channel, to, code, hint, expiresAtMs: challenge.expiresAtMs };
  });
}

function gone(retryAfterMs: number): RequestedCode {
  return { kind: 'gone', retryAfterMs: Math.max(retryAfterMs, 0) };
}
