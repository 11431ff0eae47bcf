import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { success } from '../../../testing/fake-server.ts';
import { uuidOf } from '../../../testing/fixtures.ts';
import { paymentOf } from '../../../testing/money-fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { PaymentsScreen } from './payments-screen.tsx';

const words = english.purchase.payments;

it('lists payments as they stand, each with its receipt', async () => {
  const items = [
    paymentOf({ status: 'partially_refunded', coinsTakenBack: '100' }),
    paymentOf({ id: uuidOf(2), status: 'credited', provider: 'apple' }),
  ];
  const { texts } = await renderScreen(<PaymentsScreen />, { routes: { 'GET /payments': () => success({ items }) } });
  const list = await screen.findByRole('list', { name: words.title });
  const [first] = within(list).getAllByRole('listitem');
  expect(first?.textContent).toContain('525 coins');
  expect(first?.textContent).toContain(words.states.partially_refunded);
  const [details] = within(list).getAllByRole('button');
  fireEvent.click(details ?? list);
  expect(first?.textContent).toContain(`${words.takenBack}100`);
  fireEvent.click(screen.getByRole('button', { name: words.copy }));
  await waitFor(() => expect(texts.copied).toEqual([uuidOf(1)]));
});

it('leads to packages where nothing was bought', async () => {
  await renderScreen(<PaymentsScreen />, { routes: { 'GET /payments': () => success({ items: [] }) } });
  expect((await screen.findByRole('link', { name: english.purchase.title })).getAttribute('href')).toBe('/wallet/buy');
});
