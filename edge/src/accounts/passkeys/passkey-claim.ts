import type { PasskeyProof } from '@halobuzz/core/api/auth-factors';
import type { AccountContext } from '../account/account-context.ts';
import { recordEvent } from '../account/security-events.ts';
import type { ClaimSubject, FactorClaim } from '../factors/factor-claims.ts';
import { touchFactor } from '../factors/factor-store.ts';
import { type NoticePlace, queueNotice } from '../notifications/notices.ts';
import { passkeyChallengeMacs, spendPasskeyChallenge } from './passkey-challenges.ts';
import { moveCounter, passkeyByCredential } from './passkey-store.ts';
import { readClientData, type VerifiedAssertion, verifyAssertion } from './webauthn.ts';

/** A passkey as second factor: its challenge was made for this very sign-in or step-up. */
export async function passkeyClaim(
  context: AccountContext,
  { account, challengeKey, factors }: ClaimSubject,
  { credential }: PasskeyProof,
): Promise<FactorClaim> {
  const passkey = passkeyByCredential(context.sql, credential.id);
  const challenge = readClientData(credential)?.challenge ?? '';
  const [macs, verified] = await Promise.all([
    passkeyChallengeMacs(context, account.accountId, challengeKey, challenge),
    passkey === undefined ? undefined : verifyAssertion(context.config, passkey, credential),
  ]);
  return (nowMs) => {
    if (spendPasskeyChallenge(context.sql, challengeKey, macs, nowMs) !== 'assertion') return undefined;
    if (verified === undefined || !factors.some(({ id }) => id === verified.factorId)) return undefined;
    if (!acceptPasskey(context, verified, undefined, nowMs)) return undefined;
    return { method: 'passkey', amr: passkeyAmr(verified) };
  };
}

/** RFC 8176: a key in hardware or one that is copied between devices, and a person who was there. */
export function passkeyAmr({ deviceBound }: Pick<VerifiedAssertion, 'deviceBound'>): string[] {
  return [deviceBound ? 'hwk' : 'swk', 'user'];
}

/**
 * Within a change: counts the use of a passkey whose signature was right and whose challenge was spent. One whose counter
 * went back was copied: it is refused, and its owner is told.
 */
export function acceptPasskey(
  context: AccountContext,
  { factorId, counter, backedUp }: VerifiedAssertion,
  place: NoticePlace | undefined,
  nowMs: number,
): boolean {
  const { sql } = context;
  const removed = sql.exec('SELECT 1 FROM passkeys WHERE factor = ?', factorId).toArray().length === 0;
  if (removed) return false;
  if (!moveCounter(sql, factorId, counter, backedUp)) {
    recordEvent(sql, 'passkey_cloned', null, nowMs);
    queueNotice(sql, { kind: 'passkey_cloned', ...(place === undefined ? {} : { place }) }, nowMs);
    return false;
  }
  touchFactor(sql, factorId, nowMs);
  return true;
}
