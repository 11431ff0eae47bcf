import { newUuidV7 } from '@halobuzz/core/ids';
import { noEvidence, type Payment } from '@halobuzz/core/payments/payment';
import { planActs } from '@halobuzz/core/payments/plan-acts';
import { random } from './intents.ts';

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

/** The same before anybody paid; a random id unless given. */
export function newPayment(over: Partial<Payment> = {}): Payment {
  const id = newUuidV7(Date.now(), random);
  return { ...paidPayment(), id, externalId: '', evidence: noEvidence, acts: [], createdAtMs: Date.now(), ...over };
}
