import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import { withCommitted } from '@halobuzz/core/payments/payment-status';
import type { SwitchBoard } from '@halobuzz/core/switches/switch-board';
import type { OriginLog } from '../http/origin-log.ts';
import { backoffMs } from './backoff.ts';
import { changePayment } from './change-payment.ts';
import type { StoredPayment } from './payment-store.ts';
import { type PostActsDeps, postActs } from './post-acts.ts';
import type { PaymentProvider, PaymentProviders, PaymentStep, ProviderAnswer } from './provider-port.ts';
import { type RecordFactsDeps, recordFacts } from './record-facts.ts';

export interface AdvanceDeps extends RecordFactsDeps, PostActsDeps {
  readonly clock: Clock;
  readonly providers: PaymentProviders;
  /** What staff paused. Absent: nothing ever is. */
  readonly switches?: Pick<SwitchBoard, 'isPaused' | 'refusalOf' | 'pauseOf'>;
  readonly log: OriginLog;
}

/** What one step came to: look again after so long (undefined: nothing is left), or it failed. */
type StepResult =
  | { readonly kind: 'ok'; readonly againMs: number | undefined }
  | { readonly kind: 'failed'; readonly why: string };

/**
 * Does what is next for a payment: books its acts, sends refunds, makes it known to its provider, asks how it stands,
 * gives it up. Each step may be repeated by anybody at any time. A failed one is tried again, later and later, without
 * end: money is involved.
 */
export async function advancePayment(deps: AdvanceDeps, stored: StoredPayment): Promise<void> {
  let result: StepResult;
  try {
    result = await nextStep(deps, stored);
  } catch (err) {
    deps.log.warn({ err, payment: stored.payment.id }, 'a step of a payment failed; it is tried again');
    result = { kind: 'failed', why: 'internal' };
  }
  // The step may have changed it: what is due then was set by that change.
  const now = await deps.payments.get(stored.payment.id);
  if (now === undefined || now.version !== stored.version) return;
  const nowMs = deps.clock();
  if (result.kind === 'ok') {
    const nextAtMs = result.againMs === undefined ? undefined : nowMs + result.againMs;
    return deps.payments.schedule(now, { nextAtMs, tries: 0, trouble: '' });
  }
  const tries = now.tries + 1;
  await deps.payments.schedule(now, { nextAtMs: nowMs + backoffMs(tries), tries, trouble: result.why });
  if (tries === limits.paymentTriesWarn) {
    const { id: paymentId, provider, externalId } = now.payment;
    deps.log.error({ payment: paymentId, why: result.why }, 'a payment does not come on');
    const detail = { why: result.why, status: now.status };
    await deps.findings.report({ kind: 'payment_stuck', provider, paymentId, externalId, detail });
  }
}

async function nextStep(deps: AdvanceDeps, stored: StoredPayment): Promise<StepResult> {
  const { payment, status } = stored;
  if (payment.acts.some((act) => !act.committed)) return bookActs(deps, stored);
  const provider = deps.providers.get(payment.provider);
  if (provider === undefined) return { kind: 'failed', why: 'payment_provider_off' };
  if (stored.refundRequests.some(({ state }) => state === 'requested')) return sendRefund(deps, provider, stored);
  if (status === 'created') return (await openAtProvider(deps, provider, stored)).result;
  if (status === 'pending') return askProvider(deps, provider, stored);
  if (provider.finish !== undefined && !stored.finished && payment.acts.length > 0) {
    return finishAtStore(deps, provider, stored);
  }
  return { kind: 'ok', againMs: undefined };
}

async function bookActs(deps: AdvanceDeps, { payment }: StoredPayment): Promise<StepResult> {
  const { kind, reason, committed } = await postActs(deps, payment);
  if (committed.length > 0) {
    await changePayment(deps.payments, payment.id, (stored) => {
      const open = stored.payment.acts.some(({ orderId, committed: done }) => !done && committed.includes(orderId));
      if (!open) return undefined;
      return { ...stored, payment: committed.reduce(withCommitted, stored.payment), nextAtMs: deps.clock() };
    });
  }
  return kind === 'posted' ? { kind: 'ok', againMs: limits.paymentCommitWaitMs } : { kind: 'failed', why: reason };
}

/** Makes a payment known to its provider, which answers a repetition as it answered the first time. */
export async function openAtProvider(
  deps: AdvanceDeps,
  provider: PaymentProvider,
  { payment }: StoredPayment,
): Promise<{ readonly result: StepResult; readonly step: PaymentStep | undefined }> {
  // It stays as it is: what was begun at the provider goes on there, and what was not is begun later.
  if (deps.switches?.isPaused(`pay.${provider.name}`) === true) {
    return { result: { kind: 'ok', againMs: limits.switchRetryAfterMs }, step: undefined };
  }
  const answer = await provider.open(payment);
  if (answer.kind !== 'done') {
    if (answer.kind === 'refused') await tellFailed(deps, payment.id, answer.reason);
    return { result: failure(answer), step: undefined };
  }
  const { externalId, step } = answer.value;
  await changePayment(deps.payments, payment.id, (stored) => {
    const { evidence } = stored.payment;
    if (stored.payment.externalId !== '' || evidence.pending) return undefined;
    const nextAtMs = deps.clock() + limits.paymentAskAfterMs;
    const opened = { ...stored.payment, externalId, evidence: { ...evidence, pending: true } };
    return { ...stored, payment: opened, nextAtMs, tries: 0, trouble: '' };
  });
  return { result: { kind: 'ok', againMs: limits.paymentAskAfterMs }, step };
}

/** The provider will never take it: the payment failed before it knew of it. */
async function tellFailed(deps: AdvanceDeps, id: string, reason: string): Promise<void> {
  await changePayment(deps.payments, id, (stored) => {
    const { payment } = stored;
    if (payment.externalId !== '' || payment.evidence.failed) return undefined;
    const evidence = { ...payment.evidence, failed: true };
    return { ...stored, payment: { ...payment, evidence }, nextAtMs: undefined, tries: 0, trouble: reason };
  });
}

/** A payment that stays open: hear what its provider knows, and give it up in the end. */
async function askProvider(deps: AdvanceDeps, provider: PaymentProvider, stored: StoredPayment): Promise<StepResult> {
  const { payment } = stored;
  const answer = await provider.read(payment);
  if (answer.kind !== 'done') return failure(answer);
  const facts = answer.value?.facts ?? [];
  if (facts.length > 0) {
    await recordFacts(deps, facts);
    const now = await deps.payments.get(payment.id);
    if (now !== undefined && now.status !== 'pending') return { kind: 'ok', againMs: undefined };
  }
  if (deps.clock() - payment.createdAtMs < limits.paymentOpenMs) {
    return { kind: 'ok', againMs: limits.paymentAskAfterMs };
  }
  const canceled = await provider.cancel(payment);
  // Refused: money is on its way after all.
  if (canceled.kind !== 'done') return failure(canceled);
  const { provider: name, externalId, id: paymentId } = payment;
  const expired = { kind: 'expired', eventId: `expired:${paymentId}`, atMs: deps.clock() } as const;
  await recordFacts(deps, [{ ...expired, provider: name, externalId, paymentId }]);
  return { kind: 'ok', againMs: undefined };
}

async function sendRefund(deps: AdvanceDeps, provider: PaymentProvider, stored: StoredPayment): Promise<StepResult> {
  const request = stored.refundRequests.find(({ state }) => state === 'requested');
  if (request === undefined) return { kind: 'ok', againMs: 0 };
  const answer = await provider.refund(stored.payment, request.amount, `${stored.payment.id}:${request.key}`);
  if (answer.kind === 'unavailable') return failure(answer);
  const { id: paymentId, provider: name, externalId } = stored.payment;
  if (answer.kind === 'done') {
    // The webhook tells the same; nobody has to wait for it. Told first: until then the request itself counts as taken.
    const { refundId } = answer.value;
    const money = { amount: request.amount, currency: stored.payment.currency };
    const told = { eventId: `refund:${refundId}`, atMs: deps.clock(), externalId, paymentId, provider: name } as const;
    await recordFacts(deps, [{ kind: 'refunded', refundId, money, ...told }]);
  } else {
    const detail = { why: answer.reason, key: request.key };
    await deps.findings.report({ kind: 'refund_refused', provider: name, paymentId, externalId, detail });
  }
  const state = answer.kind === 'done' ? 'sent' : 'refused';
  await changePayment(deps.payments, paymentId, (now) => {
    const refundRequests = now.refundRequests.map((one) =>
      one.key === request.key ? ({ ...one, state } as const) : one,
    );
    return { ...now, refundRequests, nextAtMs: deps.clock(), tries: 0, trouble: '' };
  });
  return { kind: 'ok', againMs: 0 };
}

async function finishAtStore(deps: AdvanceDeps, provider: PaymentProvider, stored: StoredPayment): Promise<StepResult> {
  const answer = await provider.finish?.(stored.payment);
  if (answer !== undefined && answer.kind !== 'done') return failure(answer);
  await changePayment(deps.payments, stored.payment.id, (now) => ({ ...now, finished: true, nextAtMs: undefined }));
  return { kind: 'ok', againMs: undefined };
}

function failure(answer: Exclude<ProviderAnswer<unknown>, { kind: 'done' }>): StepResult {
  return { kind: 'failed', why: answer.reason };
}
