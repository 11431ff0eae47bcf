import { type ErasureFailure, erasurePaths } from '@halobuzz/core/api/internal-erasure';
import { doublingPauseMs } from '@halobuzz/core/doubling-pause';
import { limits } from '@halobuzz/core/limits';
import { erasureSteps } from '@halobuzz/core/privacy/erasure-steps';
import { logLine } from '../../observability/log-line.ts';
import type { PrivacyContext, PrivacyJob } from '../privacy-context.ts';
import { dropPlan, type ErasurePlan, readPlan, readReceipts, writePlan, writeReceipt } from './erasure-store.ts';
import { type PerformStep, performStep, type StepOutcome } from './perform-step.ts';
import { certificateOf, firstDigest, receiptDigest } from './receipt-chain.ts';
import { writeCertificate } from './tombstones.ts';

/** The erasure of an account as a job of its privacy object. */
export const erasureJob: PrivacyJob = {
  name: 'erasure',
  dueAtMs(sql) {
    const plan = readPlan(sql);
    return plan === undefined || plan.state === 'done' ? undefined : plan.nextAtMs;
  },
  run: (context) => runErasure(context),
};

/**
 * Does one piece of the erasure that is due and writes down how far it came, with a receipt for a step that is over. Who
 * dies in between repeats that piece. A step that fails is tried again with doubling pauses for as long as it takes: none
 * is ever skipped.
 */
export async function runErasure(context: PrivacyContext, perform: PerformStep = performStep): Promise<void> {
  const plan = readPlan(context.sql);
  if (plan === undefined || plan.state === 'done' || plan.nextAtMs > Date.now()) return;
  const step = erasureSteps[plan.step];
  if (step === undefined) return certify(context, plan);
  let outcome: StepOutcome;
  try {
    outcome = await perform(context, plan, step);
  } catch (error) {
    postpone(context, plan);
    return tellOfFailure(context, { erasureId: plan.id, step, tries: plan.tries + 1 }, error);
  }
  switch (outcome.kind) {
    case 'void':
      // Taken back: the account is as it was, and nothing is planned.
      return context.change(() => {
        const now = readPlan(context.sql);
        // Who asked again meanwhile stands behind the plan, which has kept its id.
        if (now?.id === plan.id && now.askedAtMs === plan.askedAtMs) dropPlan(context.sql);
      });
    case 'early':
      context.change((nowMs) => move(context, plan, { nextAtMs: nowMs + limits.erasureRetryMaxMs }));
      return;
    case 'more': {
      const pauseMs = outcome.waits ? limits.erasureWaitMs : 0;
      const progress = sumOf(plan.progress, outcome.counts);
      context.change((nowMs) => move(context, plan, { progress, tries: 0, nextAtMs: nowMs + pauseMs }));
      return;
    }
    case 'done': {
      const counts = sumOf(plan.progress, outcome.counts);
      const previous = readReceipts(context.sql).at(-1)?.digest;
      const receipt = { step, counts, atMs: Date.now() };
      const digest = await receiptDigest(previous ?? (await firstDigest(plan.certificateId, plan.askedAtMs)), receipt);
      return context.change((nowMs) => {
        // Whoever was quicker has written another one, on which the next may stand already.
        const next = { state: 'running', step: plan.step + 1, progress: {}, tries: 0, nextAtMs: nowMs } as const;
        if (move(context, plan, next)) writeReceipt(context.sql, plan.step, { ...receipt, digest });
      });
    }
    default:
      return outcome satisfies never;
  }
}

/** Every step is done: what was done is told to whoever has the certificate's id. */
async function certify(context: PrivacyContext, plan: ErasurePlan): Promise<void> {
  const receipts = readReceipts(context.sql);
  const completedAtMs = receipts.at(-1)?.atMs ?? Date.now();
  try {
    const certificate = await certificateOf(plan.certificateId, plan.askedAtMs, completedAtMs, receipts);
    await writeCertificate(context.env, certificate);
  } catch (error) {
    postpone(context, plan);
    return tellOfFailure(context, { erasureId: plan.id, step: 'certificate', tries: plan.tries + 1 }, error);
  }
  context.change(() => move(context, plan, { state: 'done' }));
  logLine('info', 'erasure: done', { erasure: plan.id, certificate: plan.certificateId });
}

/** @returns false where another plan stands by now, or this one at another step */
function move(context: PrivacyContext, plan: ErasurePlan, change: Partial<ErasurePlan>): boolean {
  const now = readPlan(context.sql);
  if (now?.id !== plan.id || now.step !== plan.step) return false;
  writePlan(context.sql, { ...now, ...change });
  return true;
}

function postpone(context: PrivacyContext, plan: ErasurePlan): void {
  const pauseMs = doublingPauseMs(plan.tries, limits.erasureRetryMinMs, limits.erasureRetryMaxMs);
  context.change((nowMs) => move(context, plan, { tries: plan.tries + 1, nextAtMs: nowMs + pauseMs }));
}

/** In the log, and to the origin, which counts it: where the origin itself is what fails, its own alarms go off. */
async function tellOfFailure(context: PrivacyContext, failure: ErasureFailure, error: unknown): Promise<void> {
  const { erasureId: erasure, step, tries } = failure;
  const detail = error instanceof Error ? error.message : 'unknown';
  logLine('error', 'erasure: a step failed', { erasure, step, tries, detail });
  try {
    await context.origin.send({ method: 'POST', path: erasurePaths.failures, body: failure });
  } catch (untold) {
    const why = untold instanceof Error ? untold.message : 'unknown';
    logLine('warn', 'erasure: a failure was not told', { erasure, step, detail: why });
  }
}

function sumOf(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const sum = new Map(Object.entries(a));
  for (const [name, count] of Object.entries(b)) sum.set(name, (sum.get(name) ?? 0) + count);
  return Object.fromEntries(sum);
}
