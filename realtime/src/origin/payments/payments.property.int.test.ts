import { postingsOf, unbalancedCurrencies } from '@halobuzz/core/ledger/postings';
import { limits } from '@halobuzz/core/limits';
import { applyFact, heardLoss } from '@halobuzz/core/payments/apply-fact';
import type { Payment } from '@halobuzz/core/payments/payment';
import { statusOf } from '@halobuzz/core/payments/payment-status';
import { bookedLoss } from '@halobuzz/core/payments/plan-acts';
import type { ProviderFact } from '@halobuzz/core/payments/provider-facts';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { random } from '../../../testing/intents.ts';
import { openPaymentBench, type PaymentBench } from '../../../testing/payment-bench.ts';
import { newActor } from '../testing/fakes.ts';
import type { PaymentDeps } from './compose-payments.ts';
import { advanceDue } from './payment-jobs.ts';
import { SANDBOX_SIGNATURE, sandboxBody } from './sandbox/sandbox-events.ts';
import { signBody } from './signed-webhook.ts';
import { drainEvents, receiveWebhook } from './webhooks.ts';

let bench: PaymentBench;
beforeAll(async () => {
  bench = await openPaymentBench();
});
afterAll(() => bench.close());

const part = fc.bigInt({ min: 1n, max: 300n });
const id = fc.constantFrom('a', 'b', 'c');
const atMs = fc.nat(9);
const told = fc.oneof(
  fc.record({ kind: fc.constant('paid' as const), amount: fc.constant(499n), atMs }),
  fc.record({ kind: fc.constant('refunded' as const), refundId: id, amount: part, atMs }),
  fc.record({ kind: fc.constant('refund_reversed' as const), refundId: id, atMs }),
  fc.record({
    kind: fc.constantFrom('disputed' as const, 'dispute_won' as const, 'dispute_lost' as const),
    disputeId: id,
    amount: part,
    atMs,
  }),
  fc.record({ kind: fc.constant('failed' as const), reason: fc.constant('declined'), atMs }),
);
/** What happens next; each may die in its middle. */
const step = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant('hear' as const), which: fc.nat(), again: fc.boolean() }), weight: 4 },
  { arbitrary: fc.record({ do: fc.constantFrom('work', 'drain', 'commit') }), weight: 4 },
  { arbitrary: fc.record({ do: fc.constantFrom('lock', 'unlock') }), weight: 1 },
);
/** Calls to a store until the process dies, 0: it lives. */
const deaths = fc.array(fc.nat(6), { minLength: 30, maxLength: 30 });

class Died extends Error {}

/** The stores of a process that dies after so many writes: before a write or after it, nobody hears of it. */
function dying(deps: PaymentDeps, after: number): PaymentDeps {
  if (after === 0) return deps;
  let left = after;
  const mortal = <A extends unknown[], R>(work: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      left -= 1;
      if (left < 0) throw new Died();
      const result = await work(...args);
      if (left === 0) throw new Died();
      return result;
    };
  };
  const { payments, events, wallet } = deps;
  return {
    ...deps,
    payments: { ...payments, replace: mortal(payments.replace), schedule: mortal(payments.schedule) },
    events: { ...events, add: mortal(events.add), done: mortal(events.done), failed: mortal(events.failed) },
    wallet: { ...wallet, post: mortal(wallet.post) },
  };
}

it('whatever is told in whatever order, and whoever dies when, coins are credited once and end as the facts say', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(told, { minLength: 1, maxLength: 6 }),
      fc.array(step, { maxLength: 25 }),
      deaths,
      async (facts, steps, dead) => {
        const { id: paymentId, actor } = await bench.start(newActor(random, 'rita'));
        const start = (await bench.deps.payments.get(paymentId))?.payment;
        if (start === undefined) throw new Error('gone');
        const all = facts.map((fact, at): ProviderFact => {
          const base = {
            provider: 'sandbox',
            eventId: `${paymentId}-${at}`,
            externalId: start.externalId,
            paymentId,
          } as const;
          const { amount, ...rest } = { amount: undefined, ...fact };
          const money = amount === undefined ? {} : { money: { amount, currency: 'USD' } };
          // The union's branches, with their money put where they have it: what the arbitrary made, and no others.
          return { ...base, ...rest, ...money } as ProviderFact;
        });
        const hear = (fact: ProviderFact, deps: PaymentDeps) => {
          const body = sandboxBody(fact.eventId, [fact]);
          const headers = { [SANDBOX_SIGNATURE]: signBody(body, 'sandbox-secret', bench.time.nowMs) };
          return receiveWebhook(deps, 'sandbox', { body: new TextEncoder().encode(body), headers });
        };
        // A provider sends again what was not answered.
        const unanswered = [...all];
        for (const [at, next] of steps.entries()) {
          const deps = dying(bench.deps, dead[at] ?? 0);
          bench.time.nowMs += limits.paymentJobLeaseMs + 1;
          try {
            if (next.do === 'hear' && 'which' in next) {
              const which = next.which % Math.max(1, unanswered.length);
              const fact = unanswered[which];
              if (fact !== undefined) {
                await hear(fact, deps);
                if (!next.again) unanswered.splice(which, 1);
              }
            } else if (next.do === 'work') await advanceDue(deps);
            else if (next.do === 'drain') await drainEvents(deps);
            else if (next.do === 'commit') await bench.commit();
            else if (next.do === 'lock' || next.do === 'unlock') bench.wallet.locked = next.do === 'lock';
          } catch (error) {
            if (!(error instanceof Died)) throw error;
          }
        }
        bench.wallet.locked = false;
        for (const fact of unanswered) await hear(fact, bench.deps);
        // Everybody lives now; what is left comes to its end.
        for (let round = 0; round < 6; round += 1) {
          bench.time.nowMs += limits.paymentRetryMaxMs;
          await drainEvents(bench.deps);
          await advanceDue(bench.deps);
          await bench.commit();
        }

        const stored = await bench.deps.payments.get(paymentId);
        if (stored === undefined) throw new Error('gone');
        const fold = all.reduce<Payment>(applyFact, start);
        expect(stored.payment.evidence).toEqual(fold.evidence);
        expect(stored.payment.acts.every(({ committed }) => committed)).toBe(true);
        expect(statusOf(stored.payment)).toBe(stored.status);
        const own = bench.wallet.entries.filter(({ intent }) => intent.wallet === actor.subject);
        expect(own.map(({ intent }) => intent.orderId)).toEqual(stored.payment.acts.map(({ orderId }) => orderId));
        expect(own.filter(({ intent }) => intent.kind === 'purchase').length).toBeLessThanOrEqual(1);
        for (const { intent, change } of own) {
          expect(unbalancedCurrencies(postingsOf(intent, { change, outcome: 'posted' }))).toEqual([]);
        }
        const heard = heardLoss(fold);
        const sum = heard.refunded + heard.disputed;
        const lost = sum > 499n ? 499n : sum;
        const left = fold.evidence.paid && own.length > 0 ? 525n - (525n * lost) / 499n : 0n;
        const state = await bench.wallet.state(actor.subject);
        expect((state?.coins ?? 0n) - (state?.owed ?? 0n)).toBe(left);
        if (fold.evidence.paid && own.length === 0) expect(lost).toBe(499n);
        expect(bookedLoss(stored.payment).coins).toBeLessThanOrEqual(525n);
      },
    ),
    { numRuns: 15 },
  );
}, 120_000);
