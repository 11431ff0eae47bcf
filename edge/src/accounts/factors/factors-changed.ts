import type { AccountContext } from '../account/account-context.ts';
import { clearTrust } from '../devices/device-trust.ts';
import { dropAllChallenges } from './challenge-store.ts';

/** Within a change of factors: what was trusted or half-way open under the old ones ends. */
export function factorsChanged(context: AccountContext, nowMs: number): void {
  clearTrust(context, nowMs);
  dropAllChallenges(context.sql);
}
