import type { ChallengeMethod, FactorListData, StepUpRequest } from '@halobuzz/core/api/auth-factors';

/** A way to prove oneself. `factorId`: a code has to be sent there first; `hint`: where that is. */
export interface ProofWay {
  readonly method: StepUpRequest['method'];
  readonly factorId?: string;
  readonly hint?: string;
}

/** The password where there is no second factor, else the account's own, passkeys first where this browser knows them. */
export function waysOf({ factors, backupCodes }: FactorListData, passkeys: boolean): readonly ProofWay[] {
  if (factors.length === 0) return [{ method: 'password' }];
  const ways = factors.map(({ id, kind, hint }): ProofWay => {
    const isSent = kind === 'sms' || kind === 'email';
    return { method: kind, ...(isSent ? { factorId: id } : {}), ...(hint === undefined ? {} : { hint }) };
  });
  return inOrder(backupCodes.left > 0 ? [...ways, { method: 'backup_code' }] : ways, passkeys);
}

/** The same for the ways that a sign-in offers. */
export function waysOfChallenge(methods: readonly ChallengeMethod[], passkeys: boolean): readonly ProofWay[] {
  const ways = methods.map(({ method, factorId, hint }) => ({
    method,
    ...(factorId === undefined ? {} : { factorId }),
    ...(hint === undefined ? {} : { hint }),
  }));
  return inOrder(ways, passkeys);
}

/** One of each kind: the oldest. */
function inOrder(ways: readonly ProofWay[], passkeys: boolean): readonly ProofWay[] {
  const first = ways.filter((way, at) => ways.findIndex(({ method }) => method === way.method) === at);
  const byPasskey = passkeys ? first.filter(({ method }) => method === 'passkey') : [];
  return [...byPasskey, ...first.filter(({ method }) => method !== 'passkey')];
}
