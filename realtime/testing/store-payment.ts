import { noEvidence, type Payment } from '@halobuzz/core/payments/payment';

/** A payment as it was made for a store, and nothing heard of it yet. */
export function storePayment(provider: 'apple' | 'google', over: Partial<Payment> = {}): Payment {
  return {
    id: '0190b0c4-0000-7000-8000-000000000001',
    userId: `s${'a'.repeat(26)}`,
    provider,
    externalId: '',
    packageId: 'coins-100',
    packageVersion: 1,
    amount: 99n,
    currency: 'USD',
    coins: 100n,
    product: 'com.halobuzz.app.coins.100',
    createdAtMs: 1_700_000_000_000,
    evidence: noEvidence,
    acts: [],
    ...over,
  };
}
