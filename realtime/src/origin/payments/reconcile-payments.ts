import { documentOfOrder } from '@halobuzz/core/ledger/kinds';
import { limits } from '@halobuzz/core/limits';
import { intentOfAct } from '@halobuzz/core/payments/payment-intent';
import { type ProviderFact, paymentProviders } from '@halobuzz/core/payments/provider-facts';
import type { OriginLog } from '../http/origin-log.ts';
import type { PaymentLedger } from './payment-ledger.ts';
import type { StoredPayment } from './payment-store.ts';
import type { PaymentProvider, PaymentProviders, ProviderRecord } from './provider-port.ts';
import { type RecordFactsDeps, recordFacts } from './record-facts.ts';

export interface ReconcileDeps extends RecordFactsDeps {
  readonly providers: PaymentProviders;
  readonly ledger: PaymentLedger;
  readonly log: OriginLog;
}

/** What one comparison looked at and found. */
export interface ReconcileSummary {
  /** Payments in the providers' reports, and payments of ours. */
  readonly reported: number;
  readonly ours: number;
  readonly entries: number;
  /** Facts that no webhook had told: recorded now. */
  readonly caughtUp: number;
  readonly findings: number;
  /** Providers whose report could not be read to its end, and why. */
  readonly unread: readonly { readonly provider: string; readonly why: string }[];
}

const pageSize = 500;
/** Younger differences are on their way: a webhook, a commit. */
const settledMs = 60_000;

/**
 * Compares payments with their providers' reports and with the ledger. What a provider knows and we missed is recorded as
 * if a webhook had told it; everything else that differs goes to `reconciliation_findings`. Changes no money by itself.
 */
export async function reconcilePayments(
  deps: ReconcileDeps,
  windowMs: number = limits.paymentReconcileWindowMs,
): Promise<ReconcileSummary> {
  const untilMs = deps.clock() - settledMs;
  const sinceMs = deps.clock() - windowMs;
  const sum = { reported: 0, ours: 0, entries: 0, caughtUp: 0, findings: 0 };
  const unread: { provider: string; why: string }[] = [];
  // Also those that are not configured here: their payments are compared with the ledger.
  for (const name of paymentProviders) {
    const provider = deps.providers.get(name);
    const seen = new Set<string>();
    const why = await readReport(deps, provider, sinceMs, async (configured, record) => {
      sum.reported += 1;
      seen.add(record.externalId);
      const result = await compareRecord(deps, configured, record, untilMs);
      if (result === 'caught_up') sum.caughtUp += 1;
      if (result === 'finding') sum.findings += 1;
    });
    if (why !== undefined) unread.push({ provider: name, why });
    // A store's report tells what changed, not all that was bought.
    const complete = provider?.listPayments !== undefined && !provider.storePriced && why === undefined;
    let after: string | undefined;
    do {
      const page = await deps.payments.madeBetween(name, sinceMs, untilMs, after, pageSize);
      for (const stored of page) sum.findings += await compareOurs(deps, stored, complete ? seen : undefined);
      sum.ours += page.length;
      after = page.length < pageSize ? undefined : page.at(-1)?.payment.id;
    } while (after !== undefined);
  }
  sum.findings += await compareEntries(deps, sinceMs, (count) => {
    sum.entries += count;
  });
  return { ...sum, unread };
}

/** Reads a provider's report to its end. @returns why not, when it could not */
async function readReport(
  deps: ReconcileDeps,
  provider: PaymentProvider | undefined,
  sinceMs: number,
  each: (provider: PaymentProvider, record: ProviderRecord) => Promise<void>,
): Promise<string | undefined> {
  if (provider?.listPayments === undefined) return undefined;
  let cursor: string | undefined;
  for (let page = 0; page < limits.paymentReconcilePagesMax; page += 1) {
    const answer = await provider.listPayments(sinceMs, cursor);
    if (answer.kind !== 'done') {
      deps.log.warn({ provider: provider.name, why: answer.reason }, "a payment provider's report could not be read");
      return answer.reason;
    }
    for (const record of answer.value.records) await each(provider, record);
    cursor = answer.value.next;
    if (cursor === undefined) return undefined;
  }
  return 'too_many_pages';
}

async function compareRecord(
  deps: ReconcileDeps,
  provider: PaymentProvider,
  record: ProviderRecord,
  untilMs: number,
): Promise<'same' | 'caught_up' | 'finding'> {
  const { externalId, paymentId } = record;
  const before = await ours(deps, provider, record);
  const settled = record.facts.filter(({ atMs }) => atMs <= untilMs);
  if (before === undefined) {
    if (!settled.some(({ kind }) => kind === 'paid')) return 'same';
    const detail = { why: 'the provider has money for a payment that we do not know' };
    const ids = { provider: provider.name, paymentId: paymentId ?? '', externalId };
    await deps.findings.report({ kind: 'unknown_here', ...ids, detail });
    return 'finding';
  }
  // Also what is younger: heard twice, it changes nothing.
  await recordFacts(deps, record.facts);
  const after = await deps.payments.get(before.payment.id);
  if (after === undefined || sameEvidence(before, after)) return 'same';
  if (settled.length === 0) return 'same';
  const flags = after.payment.evidence.flags.length - before.payment.evidence.flags.length;
  deps.log.warn({ payment: before.payment.id, provider: provider.name, ...missed(settled) }, 'a webhook was missed');
  return flags > 0 ? 'finding' : 'caught_up';
}

function missed(facts: readonly ProviderFact[]): { readonly facts: string } {
  return { facts: facts.map(({ kind }) => kind).join(', ') };
}

async function ours(deps: ReconcileDeps, provider: PaymentProvider, record: ProviderRecord) {
  const known = await deps.payments.byExternalId(provider.name, record.externalId);
  if (known !== undefined || record.paymentId === undefined) return known;
  const named = await deps.payments.get(record.paymentId);
  return named?.payment.provider === provider.name ? named : undefined;
}

function sameEvidence(a: StoredPayment, b: StoredPayment): boolean {
  const words = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
  return JSON.stringify(a.payment.evidence, words) === JSON.stringify(b.payment.evidence, words);
}

/** One payment of ours against the provider's report (when it was read to its end) and the ledger. */
async function compareOurs(
  deps: ReconcileDeps,
  stored: StoredPayment,
  reported: ReadonlySet<string> | undefined,
): Promise<number> {
  const { payment } = stored;
  const { id: paymentId, externalId, provider } = payment;
  const found: { kind: string; detail: Record<string, string> }[] = [];
  if (payment.evidence.paid && reported !== undefined && !reported.has(externalId)) {
    found.push({ kind: 'unknown_there', detail: { why: 'paid here, and not in the report of the provider' } });
  }
  const acts = new Map(
    payment.acts.filter(({ committed }) => committed).map((act) => [intentOfAct(payment, act).tx, act] as const),
  );
  if (acts.size > 0) {
    const booked = new Map((await deps.ledger.booked([...acts.keys()])).map((entry) => [entry.tx, entry]));
    for (const [tx, act] of acts) {
      const entry = booked.get(tx);
      const asked = `${act.kind} ${act.coins} for ${act.fiat} ${payment.currency}`;
      const booking = entry === undefined ? 'nothing' : `${entry.kind} ${entry.coins} for ${entry.fiat}`;
      if (asked !== booking) found.push({ kind: 'ledger_differs', detail: { asked, booking, order: act.orderId } });
    }
  }
  if (stored.nextAtMs !== undefined && stored.tries >= limits.paymentTriesWarn) {
    found.push({ kind: 'payment_stuck', detail: { why: stored.trouble, status: stored.status } });
  }
  for (const { kind, detail } of found) await deps.findings.report({ kind, detail, provider, paymentId, externalId });
  const kinds = ['unknown_there', 'ledger_differs', 'payment_stuck'];
  const gone = kinds.filter((kind) => !found.some((one) => one.kind === kind));
  await deps.findings.resolve(
    paymentId,
    reported === undefined ? gone.filter((kind) => kind !== 'unknown_there') : gone,
  );
  return found.length;
}

/** Entries of the ledger that stand for no payment, or for an act that the payment does not have. */
async function compareEntries(deps: ReconcileDeps, sinceMs: number, count: (entries: number) => void): Promise<number> {
  let [found, after]: [number, string | undefined] = [0, undefined];
  do {
    const page = await deps.ledger.ordersSince(sinceMs, after, pageSize);
    count(page.length);
    for (const { tx, orderId } of page) {
      const paymentId = documentOfOrder(orderId);
      const stored = await deps.payments.get(paymentId);
      if (stored?.payment.acts.some((act) => act.orderId === orderId && act.committed) === true) continue;
      found += 1;
      const kind = stored === undefined ? 'entry_without_payment' : 'entry_without_act';
      const provider = stored?.payment.provider ?? '';
      await deps.findings.report({ kind, provider, paymentId, externalId: '', detail: { tx, order: orderId } });
    }
    after = page.length < pageSize ? undefined : page.at(-1)?.orderId;
  } while (after !== undefined);
  return found;
}
