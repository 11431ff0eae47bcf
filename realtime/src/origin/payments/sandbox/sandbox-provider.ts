import type { SandboxAct } from '@halobuzz/core/api/payments';
import type { Clock } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { Payment } from '@halobuzz/core/payments/payment';
import type { FiatCurrency, ProviderFact } from '@halobuzz/core/payments/provider-facts';
import type { PaymentProvider, ProviderRecord, RawWebhook } from '../provider-port.ts';
import { signBody } from '../signed-webhook.ts';
import { readSandboxEvent, SANDBOX_SIGNATURE, sandboxBody } from './sandbox-events.ts';

/** A payment as the sandbox has it. */
export interface SandboxPayment {
  readonly id: string;
  readonly paymentId: string;
  readonly amount: bigint;
  readonly currency: FiatCurrency;
  readonly state: 'open' | 'paid' | 'declined' | 'canceled';
  /** Everything it told so far, oldest first. */
  readonly facts: readonly ProviderFact[];
  readonly updatedAtMs: number;
}

export interface SandboxStore {
  /** Once by payment. @returns what is stored */
  open(payment: SandboxPayment): Promise<SandboxPayment>;
  get(paymentId: string): Promise<SandboxPayment | undefined>;
  /** @returns false when it changed since it was read */
  replace(before: SandboxPayment, after: SandboxPayment): Promise<boolean>;
  since(sinceMs: number, after: string | undefined, limit: number): Promise<readonly SandboxPayment[]>;
}

export interface SandboxSettings {
  /** While one is replaced, the old and the new; the first signs. */
  readonly webhookSecrets: readonly string[];
}

/** The sandbox, and what a developer does in it. */
export interface Sandbox {
  readonly provider: PaymentProvider;
  readonly store: SandboxStore;
  /**
   * Does it to a payment. @returns the webhook that tells of it
   * @throws AppError `payment_not_found`, `conflict` when that cannot be done to it now
   */
  act(paymentId: string, act: SandboxAct): Promise<RawWebhook>;
}

const pageSize = 100;

/**
 * A provider without money, for development and tests: it keeps what it has in a collection of its own, signs webhooks as
 * Stripe does, and answers everything a provider answers. Production refuses to start with it.
 */
export function createSandbox(store: SandboxStore, settings: SandboxSettings, clock: Clock): Sandbox {
  return { provider: providerOf(store, settings, clock), store, act };

  async function act(paymentId: string, what: SandboxAct): Promise<RawWebhook> {
    const payment = await store.get(paymentId);
    if (payment === undefined) throw new AppError('payment_not_found');
    const { facts, ...change } = factsOfAct(payment, what, clock());
    if (facts.length === 0) throw new AppError('conflict');
    await changed(store, payment, { ...change, facts });
    const body = sandboxBody(facts[0]?.eventId ?? '', facts);
    const [secret = ''] = settings.webhookSecrets;
    return {
      body: new TextEncoder().encode(body),
      headers: { [SANDBOX_SIGNATURE]: signBody(body, secret, clock()) },
    };
  }
}

function providerOf(store: SandboxStore, { webhookSecrets }: SandboxSettings, clock: Clock): PaymentProvider {
  return {
    name: 'sandbox',
    storePriced: false,
    async open(payment) {
      const { id: paymentId, amount, currency } = payment;
      const fresh = { id: `sb_${paymentId}`, paymentId, amount, currency, state: 'open' as const, facts: [] };
      const { id: externalId } = await store.open({ ...fresh, updatedAtMs: clock() });
      return { kind: 'done', value: { externalId, step: { kind: 'sandbox', path: `/dev/payments/${paymentId}` } } };
    },
    verify: async (webhook) => readSandboxEvent(webhook, webhookSecrets, clock()),
    async read(payment) {
      const found = await store.get(payment.id);
      return { kind: 'done', value: found === undefined ? undefined : recordOf(found) };
    },
    async cancel(payment) {
      const found = await store.get(payment.id);
      if (found === undefined || found.state === 'canceled') return { kind: 'done', value: undefined };
      if (found.state !== 'open') return { kind: 'refused', reason: found.state };
      const done = await store.replace(found, { ...found, state: 'canceled', updatedAtMs: clock() });
      return done ? { kind: 'done', value: undefined } : { kind: 'unavailable', reason: 'changed' };
    },
    refund: (payment, amount, key) => refund(payment, amount, key),
    async listPayments(sinceMs, cursor) {
      const page = await store.since(sinceMs, cursor, pageSize);
      const next = page.length < pageSize ? undefined : page.at(-1)?.id;
      return { kind: 'done', value: { records: page.map(recordOf), next } };
    },
  };

  async function refund(payment: Payment, amount: bigint, key: string): ReturnType<PaymentProvider['refund']> {
    const found = await store.get(payment.id);
    const refundId = `sr_${key}`;
    if (found?.state !== 'paid') return { kind: 'refused', reason: 'not_paid' };
    if (!found.facts.some((fact) => fact.kind === 'refunded' && fact.refundId === refundId)) {
      if (amount > left(found)) return { kind: 'refused', reason: 'more_than_left' };
      const told = { ...factBase(found, clock()), kind: 'refunded', refundId } as const;
      const facts = [...found.facts, { ...told, money: { amount, currency: found.currency } }];
      const done = await store.replace(found, { ...found, facts, updatedAtMs: clock() });
      if (!done) return { kind: 'unavailable', reason: 'changed' };
    }
    return { kind: 'done', value: { refundId } };
  }
}

async function changed(
  store: SandboxStore,
  before: SandboxPayment,
  change: Partial<SandboxPayment> & { readonly facts: readonly ProviderFact[] },
): Promise<void> {
  const after = { ...before, ...change, facts: [...before.facts, ...change.facts] };
  if (!(await store.replace(before, { ...after, updatedAtMs: change.facts.at(-1)?.atMs ?? before.updatedAtMs }))) {
    throw new AppError('conflict');
  }
}

/** What happens when a developer does that; no facts: it cannot be done now. */
function factsOfAct(
  payment: SandboxPayment,
  act: SandboxAct,
  atMs: number,
): { readonly state: SandboxPayment['state']; readonly facts: readonly ProviderFact[] } {
  const { state, currency, facts } = payment;
  const base = factBase(payment, atMs);
  const money = (amount: bigint) => ({ amount, currency });
  const nothing = { state, facts: [] };
  const disputes = facts.filter((fact) => 'disputeId' in fact);
  const dispute = disputes.at(-1);
  const lastRefund = facts.filter((fact) => fact.kind === 'refunded').at(-1);
  switch (act) {
    case 'approve':
      return state === 'paid' || state === 'canceled'
        ? nothing
        : { state: 'paid', facts: [{ ...base, kind: 'paid', money: money(payment.amount) }] };
    case 'decline':
      return state === 'open'
        ? { state: 'declined', facts: [{ ...base, kind: 'failed', reason: 'declined' }] }
        : nothing;
    case 'refund':
    case 'refund_half': {
      const amount = act === 'refund' ? left(payment) : payment.amount / 2n;
      if (state !== 'paid' || amount <= 0n || amount > left(payment)) return nothing;
      return { state, facts: [{ ...base, kind: 'refunded', refundId: `sr_${base.eventId}`, money: money(amount) }] };
    }
    case 'fail_refund':
      if (lastRefund?.kind !== 'refunded' || isReversed(facts, lastRefund.refundId)) return nothing;
      return { state, facts: [{ ...base, kind: 'refund_reversed', refundId: lastRefund.refundId }] };
    case 'dispute':
      if (state !== 'paid' || dispute !== undefined || left(payment) <= 0n) return nothing;
      return {
        state,
        facts: [{ ...base, kind: 'disputed', disputeId: `sd_${payment.id}`, money: money(left(payment)) }],
      };
    case 'win':
    case 'lose': {
      if (dispute?.kind !== 'disputed') return nothing;
      const kind = act === 'win' ? 'dispute_won' : 'dispute_lost';
      return { state, facts: [{ ...base, kind, disputeId: dispute.disputeId, money: dispute.money }] };
    }
    default:
      return act satisfies never;
  }
}

function factBase({ id, paymentId, facts }: SandboxPayment, atMs: number) {
  const eventId = `se_${paymentId}_${facts.length + 1}`;
  return { provider: 'sandbox' as const, eventId, externalId: id, paymentId, atMs };
}

function isReversed(facts: readonly ProviderFact[], refundId: string): boolean {
  return facts.some((fact) => fact.kind === 'refund_reversed' && fact.refundId === refundId);
}

/** Money that was neither refunded nor disputed, minor units. */
function left({ amount, facts }: SandboxPayment): bigint {
  let taken = 0n;
  const won = facts.some(({ kind }) => kind === 'dispute_won');
  for (const fact of facts) {
    if (fact.kind !== 'refunded' && fact.kind !== 'disputed') continue;
    const back = fact.kind === 'refunded' ? isReversed(facts, fact.refundId) : won;
    if (!back && typeof fact.money === 'object' && 'amount' in fact.money) taken += fact.money.amount;
  }
  return amount - taken;
}

function recordOf({ id: externalId, paymentId, facts }: SandboxPayment): ProviderRecord {
  return { externalId, paymentId, facts };
}
