import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';
import { readMinor } from '../minors/minor-store.ts';

/**
 * Whether the account's holder may agree to anything: who may not has agreed to nothing, whatever stands on record. A minor
 * whom no parent allowed the account may not, nor may anybody while the account is about to end.
 */
export function mayDecide({ sql }: AccountContext): boolean {
  if (readAccount(sql)?.status !== 'active') return false;
  const { granted, turnsAtMs, endsAtMs } = readMinor(sql);
  return endsAtMs === 0 && (granted || turnsAtMs <= Date.now());
}
