import type { FactorKind, FactorMethod, FactorProof } from '@halobuzz/core/api/auth-factors';
import { hmacSha256, toBase64Url } from '../../bytes.ts';
import type { AccountContext } from '../account/account-context.ts';
import type { AccountRow } from '../account/account-store.ts';
import { passkeyClaim } from '../passkeys/passkey-claim.ts';
import { backupCodeMacs, spendBackupCode } from './backup-codes.ts';
import { spendSentCode } from './challenge-store.ts';
import { factorMac, factorMacs } from './factor-macs.ts';
import { type FactorRow, spendTotpStep, touchFactor } from './factor-store.ts';
import { totpStepOf } from './totp.ts';

/** What a right answer proved. */
export interface ProvenFactor {
  readonly method: FactorMethod;
  /** RFC 8176 and our own `email` and `rec` (a backup code); `mfa` comes on top where the session is raised. */
  readonly amr: readonly string[];
  /** After a backup code: how many are left. */
  readonly codesLeft?: number;
}

/** Decides and spends, synchronously, inside the change that counted the try. Undefined: the answer was wrong. */
export type FactorClaim = (nowMs: number) => ProvenFactor | undefined;

/** Against what an answer is held. */
export interface ClaimSubject {
  readonly account: AccountRow;
  /** Of the challenge's row; what was sent or asked for this challenge is good for no other. */
  readonly challengeKey: string;
  /** The confirmed factors, or the one that waits for its confirmation. */
  readonly factors: readonly FactorRow[];
}

/** Methods whose answers can be guessed: a pause holds them. The others have too many bits, or a private key. */
export const guessableMethods: ReadonlySet<FactorMethod> = new Set<FactorMethod>(['totp', 'sms', 'email']);

/**
 * The registry of methods. Each has a function that does everything asynchronous (opening secrets, HMACs, signatures)
 * and gives back a {@link FactorClaim}, which runs inside `change()` after the try was counted and must spend what it
 * accepts in that same turn: so parallel and repeated answers are refused by construction.
 *
 * How a method plugs in, by the example of passkeys:
 * 1. core/src/api/auth-factors.ts: its proof `{method: 'passkey', credential: …}` stands in `factorProofSchema`,
 *    `verifyFactorRequestSchema` (with `challengeFields`) and `stepUpRequestSchema`. This switch would not compile else.
 * 2. Here: `case 'passkey'` calls `passkeyClaim` (passkeys/): it verifies the assertion first (asynchronously) and answers a
 *    claim that spends the WebAuthn challenge stored under `subject.challengeKey` and moves the signature counter.
 * 3. Its options for `navigator.credentials.get` come from acts (passkeys/passkey-requests.ts) that read the challenge by
 *    `openChallenge` for a sign-in, or by `stepUpKey(sessionId)` for a step-up, and store the WebAuthn challenge.
 * 4. A passkey is a row in `factors` (kind `passkey`, empty secret; the key itself in a table of passkeys/), added by
 *    `admitNewFactor` and `completeEnrolment` (enrolment.ts), which make backup codes, notices and events.
 */
export function prepareClaim(context: AccountContext, subject: ClaimSubject, proof: FactorProof): Promise<FactorClaim> {
  switch (proof.method) {
    case 'totp':
      return totpClaim(context, subject, proof.code);
    case 'sms':
    case 'email':
      return sentCodeClaim(context, subject, proof.method, proof.code);
    case 'backup_code':
      return backupCodeClaim(context, subject, proof.code);
    case 'passkey':
      return passkeyClaim(context, subject, proof);
    default:
      return proof satisfies never;
  }
}

const amrOf = { totp: ['otp'], sms: ['sms'], email: ['email'] } as const;

async function totpClaim(context: AccountContext, subject: ClaimSubject, code: string): Promise<FactorClaim> {
  const personal = await context.personalFields(subject.account.accountId);
  const secrets = await Promise.all(
    ofKind(subject, 'totp').map(async ({ id, secretSealed }) => ({
      id,
      secret: await personal.open(secretField(id), secretSealed),
    })),
  );
  return (nowMs) => {
    for (const { id, secret } of secrets) {
      const step = totpStepOf(secret, code, nowMs);
      if (step !== undefined && spendTotpStep(context.sql, id, step, nowMs)) return { method: 'totp', amr: amrOf.totp };
    }
    return undefined;
  };
}

async function sentCodeClaim(
  context: AccountContext,
  subject: ClaimSubject,
  method: 'sms' | 'email',
  code: string,
): Promise<FactorClaim> {
  const macs = await factorMacs(context.config.factorHmacKeys, sentCodeText(subject, code));
  return (nowMs) => {
    for (const { id } of ofKind(subject, method)) {
      if (!spendSentCode(context.sql, subject.challengeKey, id, macs)) continue;
      touchFactor(context.sql, id, nowMs);
      return { method, amr: amrOf[method] };
    }
    return undefined;
  };
}

async function backupCodeClaim(context: AccountContext, subject: ClaimSubject, code: string): Promise<FactorClaim> {
  const macs = await backupCodeMacs(context, subject.account.accountId, code);
  return (nowMs) => {
    const codesLeft = spendBackupCode(context.sql, macs, nowMs);
    return codesLeft === undefined ? undefined : { method: 'backup_code', amr: ['rec'], codesLeft };
  };
}

function ofKind({ factors }: ClaimSubject, kind: FactorKind): FactorRow[] {
  return factors.filter((factor) => factor.kind === kind);
}

/** What a sent code is stored as: bound to account and challenge, made with a secret, because six digits are few. */
export function sentCodeMac(
  context: AccountContext,
  subject: Pick<ClaimSubject, 'account' | 'challengeKey'>,
  code: string,
): Promise<string> {
  return factorMac(context.config.factorHmacKeys, sentCodeText(subject, code));
}

function sentCodeText(subject: Pick<ClaimSubject, 'account' | 'challengeKey'>, code: string): string {
  return `sent-code|${subject.account.accountId}|${subject.challengeKey}|${code}`;
}

/** HMAC of what may stand on an account once. */
export async function targetMac(context: AccountContext, account: AccountRow, target: string): Promise<string> {
  // By the key that never changes: a rotation must not let a number stand twice.
  return toBase64Url(await hmacSha256(context.config.nameHmacKey, `factor-target|${account.accountId}|${target}`));
}

/** Fields of a factor as they are sealed; the id binds each to its factor. */
export const labelField = (id: string) => `factor-label|${id}`;
export const phoneField = (id: string) => `factor-phone|${id}`;
export const secretField = (id: string) => `factor-secret|${id}`;
