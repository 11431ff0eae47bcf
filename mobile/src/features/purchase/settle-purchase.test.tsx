import { waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';
import { FakePaying } from '../../../testing/fake-paying.ts';
import { problem, success } from '../../../testing/fake-server.ts';
import { uuidOf } from '../../../testing/fixtures.ts';
import { paymentOf } from '../../../testing/money-fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { StoreKeeper } from './store-keeper.tsx';

const appleWith = (...tokens: readonly (string | undefined)[]): FakePaying => {
  const paying = new FakePaying();
  paying.provider = 'apple';
  paying.held = tokens.map((token) => paying.purchaseOf(token));
  return paying;
};

it('takes up what a store sold before, finishes what is booked and nothing else', async () => {
  const paying = appleWith(uuidOf(1), uuidOf(2), undefined, uuidOf(3));
  const { server } = await renderScreen(<StoreKeeper />, {
    paying,
    routes: {
      [`POST /payments/${uuidOf(1)}/receipt`]: () => success({ payment: paymentOf({ status: 'credited' }) }),
      [`POST /payments/${uuidOf(2)}/receipt`]: () => problem(422, 'receipt_refused'),
      [`POST /payments/${uuidOf(3)}/receipt`]: () => success({ payment: paymentOf({ status: 'refunded' }) }),
    },
  });
  await waitFor(() => expect(paying.finished).toEqual([uuidOf(1), uuidOf(3)]));
  expect(server.requests.filter(({ route }) => route.endsWith('/receipt'))).toHaveLength(3);
});

it('hears of what is allowed later, as long as somebody is signed in', async () => {
  const paying = appleWith();
  const { view } = await renderScreen(<StoreKeeper />, {
    paying,
    routes: { [`POST /payments/${uuidOf(5)}/receipt`]: () => success({ payment: paymentOf({ status: 'credited' }) }) },
  });
  await waitFor(() => expect(paying.listeners.size).toBe(1));
  for (const sold of paying.listeners) sold(paying.purchaseOf(uuidOf(5)));
  await waitFor(() => expect(paying.finished).toEqual([uuidOf(5)]));
  view.unmount();
  expect(paying.listeners.size).toBe(0);
});

it('hands in nothing while nobody is signed in', async () => {
  const paying = appleWith(uuidOf(1));
  const { server } = await renderScreen(<StoreKeeper />, { paying, signedIn: false });
  expect(server.requests.some(({ route }) => route.endsWith('/receipt'))).toBe(false);
  expect(paying.listeners.size).toBe(0);
});
