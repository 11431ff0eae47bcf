import { noEvidence, type Payment, type PaymentStatus } from '@halobuzz/core/payments/payment';
import type { Db } from 'mongodb';
import { type PaymentDocument, paymentsCollection } from '../../realtime/src/adapters/mongo/payment-document.ts';
import { insertMade, oneOf, pick, type SeedWorld, subjectOf, timeOf, uuidOf } from './seeded.ts';

/** More than the most that one wallet gives away in a seeded world. */
const boughtCoins = 100_000_000n;
const providers = ['stripe', 'apple', 'google'] as const;

/** What a buyer bought: a credited payment, and the entry of the ledger that it led to. */
export function purchaseOf(world: SeedWorld, n: number, buyers: number): Payment {
  const createdAtMs = timeOf(world, n, buyers);
  const id = uuidOf(world, `payment ${n}`, createdAtMs);
  const fiat = BigInt(99 + 100 * pick(world, n, 50, 20));
  return {
    ...{ id, userId: subjectOf(world, n), provider: oneOf(world, n, 51, providers), externalId: `seed_${n}` },
    ...{ packageId: 'starter', packageVersion: 1, amount: fiat, currency: 'USD', coins: boughtCoins, product: '' },
    ...{ createdAtMs, evidence: { ...noEvidence, paid: true } },
    acts: [{ orderId: id, kind: 'purchase', coins: boughtCoins, fiat, reference: '', committed: true }],
  };
}

const unpaid = ['failed', 'expired', 'pending', 'review'] as const satisfies readonly PaymentStatus[];

/** All purchases, and a fourth as many payments that came to nothing; some of the purchases are disputed. */
export async function seedPayments(db: Db, world: SeedWorld, buyers: number): Promise<void> {
  await insertMade(paymentsCollection(db), buyers, (n) => {
    const { acts, ...payment } = purchaseOf(world, n, buyers);
    const at = new Date(payment.createdAtMs);
    const disputes = n % 500 === 0 ? [{ id: `dp_${n}`, amount: payment.amount, outcome: 'open' as const, at }] : [];
    const status = disputes.length > 0 ? 'disputed' : 'credited';
    return documentOf({ ...payment, acts }, status, { disputes });
  });
  await insertMade(paymentsCollection(db), Math.ceil(buyers / 4), (n) => {
    const createdAtMs = timeOf(world, n, Math.ceil(buyers / 4));
    const of = purchaseOf(world, n, buyers);
    const id = uuidOf(world, `unpaid ${n}`, createdAtMs);
    const status = oneOf(world, n, 52, unpaid);
    return documentOf(
      { ...of, id, externalId: `unpaid_${n}`, createdAtMs, evidence: noEvidence, acts: [] },
      status,
      {},
    );
  });
}

function documentOf(
  { id, createdAtMs, evidence, ...payment }: Payment,
  status: PaymentStatus,
  { disputes = [] }: { readonly disputes?: PaymentDocument['evidence']['disputes'] },
): PaymentDocument {
  const at = new Date(createdAtMs);
  return {
    ...{ _id: id, ...payment, status, evidence: { ...evidence, refunds: [], disputes }, refundRequests: [] },
    ...{ version: 1, nextAt: null, tries: 0, trouble: '', finished: true, createdAt: at, updatedAt: at },
  };
}
