import { limits } from '@halobuzz/core/limits';
import { reconcilePayouts } from '../payouts/reconcile-payouts.ts';
import { auditDifference } from './differences.ts';
import { auditDisputeWork } from './dispute-work.ts';
import type { FinanceDesk } from './finance-desk.ts';

/** Compares payouts and promotions with the ledger: what does not fit is opened for people, what fits again is closed. */
export async function watchPayoutDifferences(desk: FinanceDesk): Promise<void> {
  const startedAtMs = desk.clock();
  const found = await reconcilePayouts(desk.db.client, desk.db);
  for (const { about, problem } of found) {
    const seen = { area: 'payouts', kind: kindOf(problem), about, detail: { problem } } as const;
    const isNew = await desk.differences.see(seen, desk.clock());
    if (isNew) desk.log.error({ about, problem }, 'payouts and the ledger differ');
  }
  await desk.differences.closeUnseen('payouts', startedAtMs);
}

/** One problem's own name: the same words with other numbers are the same problem. */
function kindOf(problem: string): string {
  return problem
    .replace(/[0-9]+/g, 'n')
    .replaceAll(' ', '_')
    .slice(0, 64);
}

/** Brings to the audit log what people did at the desk and it lacks. */
export async function auditDesk(desk: FinanceDesk): Promise<void> {
  for (const work of await desk.disputeWork.unaudited(limits.payoutJobBatchMax)) {
    await auditDisputeWork(desk, work).catch((err: unknown) => {
      desk.log.error({ err, dispute: work._id }, 'what was done about a dispute is not in the audit log yet');
    });
  }
  for (const difference of await desk.differences.unaudited(limits.payoutJobBatchMax)) {
    await auditDifference(desk, difference).catch((err: unknown) => {
      desk.log.error(
        { err, difference: difference._id },
        'what was done about a difference is not in the audit log yet',
      );
    });
  }
}
