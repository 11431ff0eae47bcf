import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { problem, success } from '../../../testing/fake-server.ts';
import { showPage } from '../../../testing/render-page.tsx';
import { ApprovalsPage } from './approvals-page.tsx';
import { PayoutPage } from './payout-page.tsx';
import { PayoutsPage } from './payouts-page.tsx';

const at = '2026-11-23T11:04:05.678Z';
const id = `po_${'a'.repeat(26)}`;
const payout = (given: object = {}) => ({
  ...{ id, status: 'held', diamonds: '250000', currency: 'USD', amount: '125000', rateVersion: 1 },
  ...{ createdAt: at, updatedAt: at, expiresAt: at, cancelAsked: false, settled: false, reasons: [] },
  ...{
    person: '…abc234',
    ledger: 'held',
    needed: 2,
    approvals: [],
    tries: 0,
    version: 3,
    decidable: 'yes',
    history: [],
  },
  ...given,
});
const press = (name: string | RegExp) => fireEvent.click(screen.getByRole('button', { name }));
const note = (text: string) => fireEvent.change(screen.getByLabelText('Why'), { target: { value: text } });
const page = { pattern: '/finance/payouts/:id', at: `/finance/payouts/${id}`, roles: ['finance'] as const };

describe('a payout', () => {
  test('is approved once however often one presses, by the version that was looked at', async () => {
    const { server } = await showPage(<PayoutPage />, {
      ...page,
      routes: {
        [`GET /admin/finance/payouts/${id}`]: () => success({ payout: payout() }),
        [`POST /admin/finance/payouts/${id}/approve`]: () => success({ payout: payout({ version: 4 }) }),
      },
    });
    expect(await screen.findByText(/2 missing/)).toBeTruthy();
    press('Approve…');
    note('checked against the ledger');
    const button = screen.getByRole('button', { name: 'Approve' });
    fireEvent.click(button);
    fireEvent.click(button);
    await waitFor(() => expect(server.count(`POST /admin/finance/payouts/${id}/approve`)).toBe(1));
    const sent = server.requests.find(({ route }) => route.endsWith('/approve'));
    expect(sent?.body).toEqual({ note: 'checked against the ledger', version: 3 });
  });

  test('that changed meanwhile says what happened, and loads it', async () => {
    const { server } = await showPage(<PayoutPage />, {
      ...page,
      routes: {
        [`GET /admin/finance/payouts/${id}`]: () => success({ payout: payout() }),
        [`POST /admin/finance/payouts/${id}/reject`]: () =>
          problem(409, 'conflict', [{ field: 'version', message: 'aother made it rejected' }]),
      },
    });
    await screen.findByText(/2 missing/);
    press('Reject…');
    note('not theirs');
    press('Reject');
    expect(await screen.findByText(/aother made it rejected/)).toBeTruthy();
    press('Load what is there now');
    await waitFor(() => expect(server.count(`GET /admin/finance/payouts/${id}`)).toBe(2));
  });

  test.each([
    ['own', /Somebody else decides/],
    ['again', /You approved it/],
  ])('that is %s is not offered to be approved', async (decidable, text) => {
    await showPage(<PayoutPage />, {
      ...page,
      routes: { [`GET /admin/finance/payouts/${id}`]: () => success({ payout: payout({ decidable }) }) },
    });
    expect(await screen.findByText(text)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Approve…' })).toBeNull();
  });
});

test('the list of payouts asks for held ones, oldest first, and for what is chosen then', async () => {
  const { server } = await showPage(<PayoutsPage />, {
    roles: ['finance'],
    routes: { 'GET /admin/finance/payouts': () => success({ items: [payout()] }) },
  });
  expect(await screen.findByText('1,250.00 USD')).toBeTruthy();
  fireEvent.change(screen.getByLabelText('State'), { target: { value: 'paid' } });
  await waitFor(() => expect(server.count('GET /admin/finance/payouts')).toBe(2));
});

test('an adjustment is asked for with all that it needs, and its wrong fields are shown at their places', async () => {
  const { server } = await showPage(<ApprovalsPage />, {
    roles: ['finance'],
    routes: {
      'GET /admin/finance/approvals': () => success({ items: [] }),
      'POST /admin/finance/adjustments': () =>
        problem(400, 'validation_failed', [{ field: 'coins', message: 'must be at most 1000000' }]),
    },
  });
  await screen.findByText('No request of that kind.');
  press('Adjust a wallet…');
  fireEvent.change(screen.getByLabelText('Account id'), { target: { value: 'aabcdefghijklmnopqrstuvwxy2' } });
  fireEvent.change(screen.getByLabelText('Coins'), { target: { value: '9999999' } });
  fireEvent.change(screen.getByLabelText('Reason'), { target: { value: 'ticket 4711' } });
  press('Ask for it');
  expect(await screen.findByText('must be at most 1000000')).toBeTruthy();
  const sent = server.requests.find(({ route }) => route === 'POST /admin/finance/adjustments');
  expect(sent?.body).toEqual({
    ...{ accountId: 'aabcdefghijklmnopqrstuvwxy2', direction: 'credit', coins: '9999999', reason: 'ticket 4711' },
  });
});
