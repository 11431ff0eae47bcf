import { limits } from '@halobuzz/core/limits';
import { severalAtOnce } from '../several-at-once.ts';
import { type AdvanceDeps, advanceNow, askWhetherItStood, auditPayout } from './advance-payout.ts';
import type { Payout } from './payout.ts';

/** One pass over the payouts that are due, paid ones to be asked after again, and what the audit log lacks. Answers how many were moved on. */
export async function advanceDuePayouts(deps: AdvanceDeps): Promise<number> {
  const due = await deps.payouts.due(deps.clock(), limits.payoutJobBatchMax);
  await severalAtOnce(due, limits.payoutsAtOnceMax, (payout) => advanceNow(deps, payout));
  const standing = await deps.payouts.dueToAskAgain(deps.clock(), limits.payoutJobBatchMax);
  await severalAtOnce(standing, limits.payoutsAtOnceMax, (payout) => askQuietly(deps, payout));
  for (const payout of await deps.payouts.unaudited(limits.payoutJobBatchMax)) {
    await auditPayout(deps, payout).catch((err: unknown) => {
      deps.log.error({ err, payout: payout._id }, 'what happened to a payout is not in the audit log yet');
    });
  }
  return due.length;
}

/** What fails is repeated when it is due again. */
async function askQuietly(deps: AdvanceDeps, payout: Payout): Promise<void> {
  try {
    await askWhetherItStood(deps, payout);
  } catch (err) {
    deps.log.warn({ err, payout: payout._id }, 'it is not known whether a payout has stood; the job asks again');
  }
}
