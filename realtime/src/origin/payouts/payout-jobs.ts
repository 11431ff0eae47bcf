import { limits } from '@halobuzz/core/limits';
import { type AdvanceDeps, advanceNow, auditPayout } from './advance-payout.ts';

/** One pass over the payouts that are due, and over what the audit log lacks. Answers how many were moved on. */
export async function advanceDuePayouts(deps: AdvanceDeps): Promise<number> {
  const due = await deps.payouts.due(deps.clock(), limits.payoutJobBatchMax);
  for (const payout of due) await advanceNow(deps, payout);
  for (const payout of await deps.payouts.unaudited(limits.payoutJobBatchMax)) await auditPayout(deps, payout);
  return due.length;
}
