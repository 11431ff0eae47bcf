import type { Clock } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { applyFact } from '@halobuzz/core/payments/apply-fact';
import type { Payment, PaymentFlag } from '@halobuzz/core/payments/payment';
import { planActs } from '@halobuzz/core/payments/plan-acts';
import type { ProviderFact } from '@halobuzz/core/payments/provider-facts';
import { changePayment } from './change-payment.ts';
import type { FindingLog } from './findings.ts';
import type { PaymentStore, StoredPayment } from './payment-store.ts';

export interface RecordFactsDeps {
  readonly clock: Clock;
  readonly payments: PaymentStore;
  readonly findings: FindingLog;
}

/** `unknown_payment`: nothing is known of it (yet); the facts that came before it are recorded. */
export type RecordResult = { readonly kind: 'recorded' | 'unknown_payment' };

/**
 * Records what a provider told, and what the ledger has to do about it, in one write per fact. The same facts may be
 * recorded again at any time: it changes nothing. Facts that contradict the payment are flagged, and people look at them.
 */
export async function recordFacts(deps: RecordFactsDeps, facts: readonly ProviderFact[]): Promise<RecordResult> {
  for (const fact of facts) {
    const id = await paymentIdOf(deps.payments, fact);
    if (id === undefined) return { kind: 'unknown_payment' };
    await recordFact(deps, id, fact);
  }
  return { kind: 'recorded' };
}

async function paymentIdOf(payments: PaymentStore, fact: ProviderFact): Promise<string | undefined> {
  const { provider, externalId, paymentId } = fact;
  const known = await payments.byExternalId(provider, externalId);
  if (known !== undefined) return known.payment.id;
  const named = paymentId === undefined ? undefined : await payments.get(paymentId);
  // A payment of another provider is not touched by what this one says.
  return named?.payment.provider === provider ? named.payment.id : undefined;
}

async function recordFact(deps: RecordFactsDeps, id: string, fact: ProviderFact): Promise<void> {
  let raised: readonly PaymentFlag[] = [];
  const apply = (stored: StoredPayment): StoredPayment | undefined => {
    const payment = planActs(applyFact(stored.payment, fact));
    raised = payment.evidence.flags.filter((flag) => !stored.payment.evidence.flags.includes(flag));
    if (sameText(payment, stored.payment)) return undefined;
    return { ...stored, payment, nextAtMs: deps.clock(), tries: 0, trouble: '' };
  };
  try {
    const stored = await changePayment(deps.payments, id, apply);
    if (stored !== undefined) await reportFlags(deps.findings, stored.payment, fact, raised);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
    // The provider's id belongs to another payment of ours: whatever this is, it is not about this payment.
    const stored = await deps.payments.get(id);
    if (stored !== undefined) await reportFlags(deps.findings, stored.payment, fact, ['external_id_differs']);
  }
}

async function reportFlags(
  findings: FindingLog,
  payment: Payment,
  fact: ProviderFact,
  flags: readonly PaymentFlag[],
): Promise<void> {
  for (const kind of flags) {
    const money = 'money' in fact && typeof fact.money === 'object' && 'amount' in fact.money ? fact.money : undefined;
    await findings.report({
      ...{ kind, provider: fact.provider, paymentId: payment.id, externalId: fact.externalId },
      detail: {
        ...{ fact: fact.kind, event: fact.eventId, asked: `${payment.amount} ${payment.currency}` },
        ...(money === undefined ? {} : { told: `${money.amount} ${money.currency}` }),
      },
    });
  }
}

/** Payments are plain data; only their amounts need words. */
function sameText(a: Payment, b: Payment): boolean {
  const words = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);
  return JSON.stringify(a, words) === JSON.stringify(b, words);
}
