import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changeFits, receivableChange } from '../ledger/kinds.ts';
import { postingsOf, unbalancedCurrencies } from '../ledger/postings.ts';
import { applyFact, heardLoss } from './apply-fact.ts';
import { noEvidence, type Payment, type PaymentAct } from './payment.ts';
import { intentOfAct } from './payment-intent.ts';
import { paymentMoves, statusOf, withCommitted } from './payment-status.ts';
import { bookedLoss, planActs } from './plan-acts.ts';
import type { ProviderFact } from './provider-facts.ts';

const fresh = (amount: bigint, coins: bigint): Payment => ({
  ...{ id: '019a0000-0000-7000-8000-000000000001', userId: `s${'a'.repeat(26)}`, provider: 'sandbox', externalId: '' },
  ...{ packageId: 'p', packageVersion: 1, amount, currency: 'USD', coins, product: '', createdAtMs: 0 },
  ...{ evidence: noEvidence, acts: [] },
});

type Loose = ProviderFact extends infer F
  ? F extends ProviderFact
    ? Omit<F, 'provider' | 'eventId' | 'externalId'>
    : never
  : never;
const told = (fact: Loose, at: number): ProviderFact =>
  // Every branch of the union has the same three fields; spreading over a union loses that.
  ({ provider: 'sandbox', eventId: `e${at}`, externalId: 'x', ...fact }) as ProviderFact;

const id = fc.constantFrom('a', 'b', 'c');
const part = fc.bigInt({ min: 1n, max: 120n });
const money = fc.oneof(
  part.map((amount) => ({ amount, currency: 'USD' })),
  fc.constant('whole' as const),
);
const atMs = fc.nat(20);
const byTime = fc.constant(true as const);
const loose: fc.Arbitrary<Loose> = fc.oneof(
  fc.constantFrom<Loose>(
    { kind: 'pending', atMs: 0 },
    { kind: 'failed', reason: 'r', atMs: 0 },
    { kind: 'expired', atMs: 0 },
  ),
  fc.record({ kind: fc.constant('refunded' as const), refundId: id, money, atMs }),
  fc.record({ kind: fc.constant('refund_reversed' as const), refundId: id, atMs }),
  fc.record({ kind: fc.constant('refunded' as const), refundId: fc.constant('t'), money, atMs, byTime }),
  fc.record({ kind: fc.constant('refund_reversed' as const), refundId: fc.constant('t'), atMs, byTime }),
  fc.record({
    kind: fc.constantFrom('disputed' as const, 'dispute_won' as const, 'dispute_lost' as const),
    disputeId: id,
    money,
    atMs,
  }),
);

const sumOf = (acts: readonly PaymentAct[]) => bookedLoss({ acts });

test('facts in any order, repeated, with the ledger anywhere behind, come to the same coins and status', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 100n }),
      fc.bigInt({ min: 1n, max: 1_000n }),
      fc.array(loose, { maxLength: 12 }),
      fc.boolean(),
      fc.infiniteStream(fc.nat()),
      (amount, coins, facts, paid, choices) => {
        const pick = (bound: number): number => (choices.next().value ?? 0) % bound;
        const all = facts.map((fact, at) => told(fact, at));
        const paidFact = told({ kind: 'paid', money: { amount, currency: 'USD' }, atMs: 1 }, 99);
        if (paid) all.push(paidFact);
        const start = fresh(amount, coins);
        const fold = all.reduce(applyFact, start);

        let payment = start;
        const walk = (next: Payment): void => {
          const [from, to] = [statusOf(payment), statusOf(next)];
          if (from !== to) expect(paymentMoves[from], `${from} → ${to}`).toContain(to);
          payment = next;
        };
        const commitOne = (): void => {
          const open = payment.acts.find((act) => !act.committed);
          if (open !== undefined) walk(withCommitted(payment, open.orderId));
        };
        const left = [...all];
        while (left.length > 0) {
          const at = pick(left.length);
          const fact = left[at];
          if (fact === undefined) throw new Error('no fact');
          // One in three stays, to be heard again.
          if (pick(3) > 0) left.splice(at, 1);
          walk(planActs(applyFact(payment, fact)));
          const { coins: taken } = sumOf(payment.acts);
          expect(taken >= 0n && taken <= coins).toBe(true);
          if (pick(2) === 0) commitOne();
        }
        while (payment.acts.some((act) => !act.committed)) commitOne();

        expect(payment.evidence).toEqual(fold.evidence);
        expect(planActs(payment)).toEqual(payment);
        const purchases = payment.acts.filter(({ kind }) => kind === 'purchase');
        expect(purchases.length).toBeLessThanOrEqual(1);
        expect(new Set(payment.acts.map(({ orderId }) => orderId)).size).toBe(payment.acts.length);
        const heard = heardLoss(fold);
        const sum = heard.refunded + heard.disputed;
        const lost = sum > amount ? amount : sum;
        if (!paid) expect(payment.acts).toEqual([]);
        else if (purchases.length === 0) expect(lost).toBe(amount);
        else expect(sumOf(payment.acts).coins).toBe((coins * lost) / amount);
        for (const act of payment.acts) {
          expect(act.coins > 0n && act.fiat > 0n).toBe(true);
          expect(act.reference === '').toBe(act.kind === 'purchase');
          const intent = intentOfAct(payment, act);
          for (const change of [0n, act.coins, -act.coins]) {
            if (!changeFits(intent.kind, intent.amount, change)) continue;
            expect(unbalancedCurrencies(postingsOf(intent, { change, outcome: 'posted' }))).toEqual([]);
            expect(change + receivableChange(intent.kind, intent.amount, change)).toBe(
              act.kind === 'refund' || act.kind === 'chargeback' ? -act.coins : act.coins,
            );
          }
        }
      },
    ),
    { numRuns: 2_000 },
  );
});
