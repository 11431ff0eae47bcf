import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { payoutOrder, payoutProviderContract } from '../../../testing/payout-provider.contract.ts';
import { type StrictTransfers, startStrictTransfers } from '../../../testing/strict-stripe-transfers.ts';
import { STRIPE_API_VERSION } from '../payments/stripe/stripe-provider.ts';
import { stripePayouts } from './stripe-payouts.ts';

const secretKey = 'sk_test_payouts';
let server: StrictTransfers;
beforeAll(async () => {
  server = await startStrictTransfers({ secretKey, apiVersion: STRIPE_API_VERSION });
});
afterAll(() => server.close());
beforeEach(() => {
  server.faults.length = 0;
});

const payees = { accountOf: async (subject: string) => (subject === '' ? undefined : `acct_${subject}`) };
const admit = (payee: string) => server.connected.add(`acct_${payee}`);
const make = (key = secretKey) => stripePayouts({ secretKey: key, apiUrl: server.url }, payees);

payoutProviderContract('Stripe', () => ({ provider: make(), admit }));

describe('a transfer by Stripe', () => {
  it('goes to the host’s own account, under the payout’s id as key, group and metadata', async () => {
    const order = payoutOrder({ currency: 'NPR', amount: 1_340_000n });
    admit(order.payee);
    await make().send(order);
    const request = server.requests.at(-1);
    expect(request?.headers.get('idempotency-key')).toBe(`payout:${order.payoutId}`);
    expect(server.transfers.at(-1)).toMatchObject({
      ...{ amount: 1_340_000, currency: 'npr', destination: `acct_${order.payee}`, transfer_group: order.payoutId },
      metadata: { payout_id: order.payoutId },
    });
  });

  it.each([
    ['answer_lost', 'paid'],
    ['connection_cut', 'absent'],
  ] as const)('that ends in %s is unknown, and found as %s', async (fault, found) => {
    const order = payoutOrder();
    admit(order.payee);
    // The library tries once more, under the same key, when it finds its connection closed.
    server.faults.push(fault, fault);
    expect(await make().send(order)).toEqual({ kind: 'unknown' });
    expect(await make().find(order.payoutId)).toMatchObject({ kind: found });
  });

  it.each([401, 403, 409, 429, 500, 503])('that is answered %i says nothing about the money', async (status) => {
    const order = payoutOrder();
    admit(order.payee);
    const body = { error: { type: 'api_error', code: 'x', message: 'x' } };
    server.faults.push({ status, body }, { status, body });
    expect(await make().send(order)).toEqual({ kind: 'unknown' });
    expect(await make().find(order.payoutId)).toEqual({ kind: 'unknown' });
  });

  it('is refused without a connected account, and by a wrong key of ours nobody knows', async () => {
    expect(await make().send(payoutOrder({ payee: '' }))).toEqual({ kind: 'refused', text: 'no_connected_account' });
    expect(await make().send(payoutOrder())).toEqual({ kind: 'refused', text: 'account_invalid' });
    expect(await make('sk_test_other').send(payoutOrder())).toEqual({ kind: 'unknown' });
  });

  it('that was reversed counts as failed, and one reversed in part as another amount', async () => {
    const order = payoutOrder();
    admit(order.payee);
    await make().send(order);
    const transfer = server.transfers.at(-1);
    if (transfer !== undefined) transfer.amount_reversed = 1;
    expect(await make().find(order.payoutId)).toMatchObject({ kind: 'paid', amount: 9_999n });
    if (transfer !== undefined) Object.assign(transfer, { reversed: true, amount_reversed: 10_000 });
    expect(await make().find(order.payoutId)).toMatchObject({ kind: 'failed', text: 'reversed' });
  });
});
