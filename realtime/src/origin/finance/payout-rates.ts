import { AppError } from '@halobuzz/core/errors/app-error';
import type { PayoutRate } from '@halobuzz/core/payouts/rates';
import { idOfKey } from '../payouts/payout.ts';
import { type AskedResult, askApproval } from './ask-approval.ts';
import { newestVersion, rateTarget } from './bring-in-rate.ts';
import type { FinanceDeps } from './carry-out.ts';
import type { ActingPerson } from './history.ts';

/**
 * A rate is asked for as the one after the newest; it holds from its approval on, for payouts that are asked for then.
 * @throws AppError `conflict` when another version came in between, naming it
 */
export async function askPayoutRate(
  deps: FinanceDeps,
  actor: ActingPerson,
  key: string,
  asked: Omit<PayoutRate, 'version'> & { readonly after: number; readonly reason: string },
): Promise<AskedResult> {
  const { currency, after, numerator, denominator, reason } = asked;
  const known = await deps.approvals.get(idOfKey('ap', actor.account, key));
  const newest = known === undefined ? await newestVersion(deps.rates, currency) : after;
  if (newest !== after) {
    throw new AppError('conflict', { errors: [{ field: 'after', message: `the newest version is ${newest} now` }] });
  }
  const target = rateTarget({ currency, version: after + 1, numerator, denominator });
  const request = { userId: '', concerned: [], target, amount: 0n, currency, force: false, reason } as const;
  return askApproval(deps, actor, key, { kind: 'payout_rate', ...request });
}
