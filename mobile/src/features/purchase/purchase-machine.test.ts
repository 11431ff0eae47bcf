// @vitest-environment node
import type { PaymentView } from '@halobuzz/core/api/payments';
import { paymentStatuses } from '@halobuzz/core/payments/payment';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atIso, uuidOf } from '../../../testing/fixtures.ts';
import type { ApiFailure } from '../../api/failure.ts';
import {
  choosing,
  orderToKeep,
  type PurchaseEvent,
  type PurchaseState,
  paymentIdOf,
  purchaseAfter,
} from './purchase-machine.ts';
import type { PurchaseOrder } from './purchase-order.ts';

const order: PurchaseOrder = {
  request: { packageId: 'coins_500', amount: '499', currency: 'USD', provider: 'sandbox' },
  key: 'key-1',
  accountId: 'a',
  begunAtMs: 0,
};
const paymentOf = (change: Partial<PaymentView> = {}): PaymentView => ({
  ...{ id: uuidOf(1), status: 'pending', provider: 'sandbox', packageId: 'coins_500', coins: '525', amount: '499' },
  ...{ currency: 'USD', coinsTakenBack: '0', createdAt: atIso, updatedAt: atIso },
  ...change,
});
const network: ApiFailure = { kind: 'network' };
const refusal: ApiFailure = {
  ...{ kind: 'problem', code: 'purchase_limit_reached', status: 429, text: 'too much', errors: [], requestId: 'r' },
};
const next = { kind: 'sandbox', path: '/dev/payments/1' } as const;

const run = (events: readonly PurchaseEvent[], from: PurchaseState = choosing): PurchaseState =>
  events.reduce(purchaseAfter, from);
const ordered: PurchaseEvent = { kind: 'ordered', order };
const started: PurchaseEvent = { kind: 'started', data: { payment: paymentOf(), next } };
const told = (status: PaymentView['status'], id = uuidOf(1)): PurchaseEvent => ({
  kind: 'told',
  payment: paymentOf({ status, id }),
});

describe('a purchase', () => {
  it('goes from the order by the way to pay to the coins', () => {
    expect(run([ordered]).step).toBe('starting');
    expect(run([ordered, started])).toMatchObject({ step: 'paying', next });
    expect(run([ordered, started, { kind: 'paid' }])).toMatchObject({ step: 'confirming', paymentId: uuidOf(1) });
    expect(run([ordered, started, { kind: 'paid' }, told('paid')]).step).toBe('confirming');
    expect(run([ordered, started, { kind: 'paid' }, told('paid'), told('credited')]).step).toBe('done');
  });

  it('in a store is handed in, and only then confirmed', () => {
    const sold = run([ordered, started, { kind: 'receipt', receipt: 'jws' }]);
    expect(sold).toMatchObject({ step: 'handing-in', receipt: 'jws', paymentId: uuidOf(1) });
    expect(run([told('pending')], sold).step).toBe('confirming');
    expect(run([told('credited')], sold).step).toBe('done');
  });

  it('that somebody else must allow waits, and goes on when the money came', () => {
    const asked = run([ordered, started, { kind: 'deferred' }]);
    expect(asked.step).toBe('waiting');
    expect(run([told('pending')], asked).step).toBe('waiting');
    expect(run([told('paid')], asked).step).toBe('confirming');
    expect(run([told('failed')], asked)).toMatchObject({ step: 'ended', why: 'declined' });
  });

  it('that is cancelled has bought nothing, and says so', () => {
    const cancelled = run([ordered, started, { kind: 'cancelled' }]);
    expect(cancelled).toEqual({ step: 'choosing', note: 'cancelled' });
    expect(orderToKeep(cancelled)).toBeUndefined();
  });

  it('may be tried with another card when one is declined', () => {
    const declined = run([ordered, started, { kind: 'declined', said: 'Insufficient funds' }]);
    expect(declined).toMatchObject({ step: 'paying', note: 'declined', said: 'Insufficient funds' });
    expect(run([{ kind: 'paid' }], declined).step).toBe('confirming');
  });

  it('that the server refuses ends with its reason', () => {
    expect(run([ordered, { kind: 'refused', failure: refusal }])).toEqual({ step: 'choosing', failure: refusal });
  });

  it('without an answer is kept, and repeated as it was', () => {
    const lost = run([ordered, { kind: 'lost', failure: network }]);
    expect(lost).toMatchObject({ step: 'interrupted', failure: network });
    expect(orderToKeep(lost)).toBe(order);
    expect(run([{ kind: 'again' }], lost)).toEqual({ step: 'starting', order });
    const handing = run([ordered, started, { kind: 'receipt', receipt: 'jws' }, { kind: 'lost', failure: network }]);
    expect(run([{ kind: 'again' }], handing)).toMatchObject({ step: 'handing-in', receipt: 'jws' });
  });

  it('that comes back from a bank’s page is not paid again', () => {
    const back = run([ordered, { kind: 'started', data: { payment: paymentOf(), next }, back: true }]);
    expect(back).toMatchObject({ step: 'confirming', paymentId: uuidOf(1) });
  });

  it('whose provider could not be asked yet waits for the server', () => {
    const asked = run([ordered, { kind: 'started', data: { payment: paymentOf({ status: 'created' }) } }]);
    expect(asked.step).toBe('confirming');
  });

  it.each([
    ['failed', 'declined'],
    ['expired', 'expired'],
    ['review', 'review'],
    ['refunded', 'taken_back'],
    ['charged_back', 'taken_back'],
  ] as const)('that is %s has ended: %s', (status, why) => {
    expect(run([ordered, started, { kind: 'paid' }, told(status)])).toMatchObject({ step: 'ended', why });
    expect(run([ordered, { kind: 'started', data: { payment: paymentOf({ status }), next } }])).toMatchObject({ why });
  });

  it('does not take what is told of another payment', () => {
    expect(run([ordered, started, { kind: 'paid' }, told('credited', uuidOf(2))]).step).toBe('confirming');
  });

  it('is not begun a second time while one is under way', () => {
    const other: PurchaseEvent = { kind: 'ordered', order: { ...order, key: 'key-2' } };
    for (const events of [[ordered], [ordered, started], [ordered, started, { kind: 'paid' } as const]]) {
      expect(orderToKeep(run([...events, other]))?.key).toBe('key-1');
    }
  });
});

const anyEvent: fc.Arbitrary<PurchaseEvent> = fc.oneof(
  fc.constantFrom<PurchaseEvent>(
    ordered,
    started,
    { kind: 'started', data: { payment: paymentOf({ status: 'created' }) } },
    { kind: 'refused', failure: refusal },
    { kind: 'lost', failure: network },
    { kind: 'receipt', receipt: 'r' },
    { kind: 'paid' },
    { kind: 'deferred' },
    { kind: 'cancelled' },
    { kind: 'declined' },
    { kind: 'storeFailed', note: 'owned' },
    { kind: 'again' },
    { kind: 'closed' },
  ),
  fc.constantFrom(...paymentStatuses).map((status) => told(status)),
);

it('whatever happens, an order whose money may have moved stays on the device', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
      let state: PurchaseState = choosing;
      for (const event of events) {
        const before = state;
        state = purchaseAfter(before, event);
        // From the moment in which the buyer paid until the server says how it ended, or the person puts it away.
        const paid = before.step === 'confirming' || before.step === 'handing-in';
        if (paid && event.kind !== 'told' && event.kind !== 'closed' && event.kind !== 'refused') {
          expect(orderToKeep(state)).toBe(orderToKeep(before));
          expect(paymentIdOf(state)).toBe(paymentIdOf(before));
        }
      }
    }),
  );
});
