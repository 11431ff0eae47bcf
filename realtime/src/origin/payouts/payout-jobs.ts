import { limits } from '@halobuzz/core/limits';
import { severalAtOnce } from '../several-at-once.ts';
import { type AdvanceDeps, advanceNow, auditPayout } from './advance-payout.ts';

/** One pass over the payouts that are due, and over what the audit log lacks. Answers how many were moved on. */
export async function advanceDuePayouts(deps: AdvanceDeps): Promise<number> {
  const due = await deps.payouts.due(deps.clock(), limits.payoutJobBatchMax);
  await severalAtOnce(due, limits.payoutsAtOnceMax, (payout) => advanceNow(deps, payout));
  for (const payout of await deps.payouts.unaudited(limits.payoutJobBatchMax)) {
    await auditPayout(deps, payout).catch((err: unknown) => {
      deps.log.error({ err, payout: payout._id }, 'what happened to a payout is not in the audit log yet');
    });
  }
  return due.length;
}

/** Something happened to it at its provider: what, the provider is asked, so nothing has to be believed of who says so. */
export async function wakePayout(deps: AdvanceDeps, id: string): Promise<void> {
  await deps.payouts.wake(id, deps.clock());
  const payout = await deps.payouts.get(id);
  if (payout !== undefined) await advanceNow(deps, payout);
}
