import { limits } from '@halobuzz/core/limits';
import { auditApproval, carryOutNow, creditGrant, type FinanceDeps } from './carry-out.ts';

/** One pass: ends what nobody decided, carries out what was approved, credits what was granted, audits what is not yet. */
export async function runFinanceJobs(deps: FinanceDeps): Promise<void> {
  const { approvals, promotions, clock } = deps;
  await approvals.expire(clock(), limits.payoutJobBatchMax);
  for (const request of await approvals.due(clock(), limits.payoutJobBatchMax)) await carryOutNow(deps, request);
  for (const grant of await promotions.due(clock(), limits.payoutJobBatchMax)) {
    await creditGrant(deps, grant).catch((err: unknown) => {
      deps.log.warn({ err, grant: grant._id }, 'a promotional grant has to wait');
    });
  }
  for (const request of await approvals.unaudited(limits.payoutJobBatchMax)) {
    await auditApproval(deps, request).catch((err: unknown) => {
      deps.log.error({ err, request: request._id }, 'what happened to a request is not in the audit log yet');
    });
  }
}
