import { noEvidence, type Payment } from '@halobuzz/core/payments/payment';
import { planActs } from '@halobuzz/core/payments/plan-acts';

/** A payment whose money came, with the purchase that it asks the ledger for. */
export function paidPayment(over: Partial<Payment> = {}): Payment {
  const id = over.id ?? '0190b0c4-0000-7000-8000-000000000001';
  return planActs({
    id,
    userId: `s${'a'.repeat(26)}`,
    provider: 'stripe',
    externalId: `pi_${id}`,
    packageId: 'coins-100',
    packageVersion: 1,
    amount: 99n,
    currency: 'USD',
    coins: 100n,
    product: '',
    createdAtMs: 1_700_000_000_000,
    evidence: { ...noEvidence, paid: true },
    acts: [],
    ...over,
  });
}
