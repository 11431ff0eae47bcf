import type { FactorListData, StepUpRequest } from '@halobuzz/core/api/auth-factors';

/** A way to prove oneself that this app can take. `factorId`: a code has to be sent there first. */
export interface StepUpWay {
  readonly method: Exclude<StepUpRequest['method'], 'passkey'>;
  readonly factorId?: string;
}

/** The password where there is no second factor, else the account's codes; empty where passkeys are all there is. */
export function waysOf({ factors, backupCodes }: FactorListData): readonly StepUpWay[] {
  if (factors.length === 0) return [{ method: 'password' }];
  const ways = factors.flatMap(({ id, kind }): StepUpWay[] => {
    switch (kind) {
      case 'totp':
        return [{ method: kind }];
      case 'sms':
      case 'email':
        return [{ method: kind, factorId: id }];
      case 'passkey':
        return [];
      default:
        return kind satisfies never;
    }
  });
  const first = ways.filter((way, at) => ways.findIndex(({ method }) => method === way.method) === at);
  return backupCodes.left > 0 ? [...first, { method: 'backup_code' }] : first;
}
