import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { coinsOf, newPerson } from './person.ts';
import { runningCluster } from './running-cluster.ts';

const cluster = runningCluster();

it('somebody buys coins, and the bank takes the money back', async () => {
  const { api } = cluster;
  const ann = await newPerson(api, 'buyer');
  const { items } = await api.packages();
  const sold = items.find(({ id }) => id === 'coins_500');
  if (sold === undefined) throw new Error('no such package');
  const request = { packageId: sold.id, ...sold.price, provider: 'sandbox' } as const;
  const key = randomUUID();
  const started = await api.startPayment(ann.accessToken, request, key);
  const { id } = started.payment;
  expect(started).toMatchObject({ payment: { status: 'pending' }, next: { path: `/dev/payments/${id}` } });
  expect(await api.startPayment(ann.accessToken, request, key)).toEqual(started);
  const became = (status: string) =>
    eventually(
      `the payment is ${status}`,
      async () => (await api.payment(ann.accessToken, id)).payment.status,
      (now) => now === status,
    );

  await api.sandbox(id, 'approve');
  await became('credited');
  expect(await coinsOf(api, ann)).toBe(525n);
  await api.sandbox(id, 'dispute');
  await became('disputed');
  expect(await coinsOf(api, ann)).toBe(0n);
  await api.sandbox(id, 'win');
  await became('won');
  expect(await coinsOf(api, ann)).toBe(525n);
  const entries = await api.walletEntries(ann.accessToken);
  expect(entries.items.map(({ type }) => type)).toEqual(['chargeback_reversal', 'chargeback', 'purchase']);
});
