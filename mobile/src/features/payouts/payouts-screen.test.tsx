import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type Handler, problem, success } from '../../../testing/fake-server.ts';
import { eligibilityOf, payoutOf } from '../../../testing/money-fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { diamondsWorth } from './diamonds-worth.ts';
import { PayoutsScreen } from './payouts-screen.tsx';

const { payouts: words } = english;
const show = (own: Readonly<Record<string, Handler>> = {}) =>
  renderScreen(<PayoutsScreen />, {
    routes: {
      'GET /payouts/eligibility': () => success(eligibilityOf()),
      'GET /payouts': () => success({ items: [] }),
      ...own,
    },
  });

it('knows what diamonds are worth as the server does', () => {
  const rate = { currency: 'USD', version: 1, numerator: '1', denominator: '2' } as const;
  expect(diamondsWorth('20001', rate)).toBe('10000');
  for (const wrong of ['', '1.5', '-1', 'a', '9'.repeat(16)]) expect(diamondsWorth(wrong, rate)).toBeUndefined();
});

describe('payouts', () => {
  it('show what can be paid out, and what it is worth', async () => {
    await show();
    expect(await screen.findByText('20,000 diamonds')).toBeTruthy();
    expect(screen.getByText(words.worth('$100.00'))).toBeTruthy();
    fireEvent.change(screen.getByRole('textbox', { name: words.field }), { target: { value: '1000' } });
    expect(screen.getByText(words.worth('$5.00'))).toBeTruthy();
    expect(screen.getByText(words.empty)).toBeTruthy();
  });

  it('name everything that is still needed, and are not offered then', async () => {
    await show({
      'GET /payouts/eligibility': () =>
        success(
          eligibilityOf({
            eligible: false,
            checks: [
              { name: 'identity', passed: false },
              { name: 'tax', passed: true },
            ],
            reasons: [
              { code: 'identity', text: 'x' },
              { code: 'above_payable', text: 'x' },
              { code: 'payouts_held', text: 'x' },
            ],
          }),
        ),
    });
    expect(await screen.findByText(words.notPassed)).toBeTruthy();
    expect(screen.getByText(words.reasons.payouts_held)).toBeTruthy();
    expect(screen.getByText(words.tooLittle('1,000 diamonds'))).toBeTruthy();
    expect(screen.queryByRole('button', { name: words.submit })).toBeNull();
  });

  it('are asked for once, however often the answer is lost', async () => {
    const { server } = await show();
    const button = await screen.findByRole('button', { name: words.submit });
    server.reachable = false;
    fireEvent.click(button);
    expect((await screen.findByRole('alert')).textContent).toContain(english.failure.network);
    server.reachable = true;
    server.routes.set('POST /payouts', () => success({ result: 'exists', payout: payoutOf() }, 201));
    server.routes.set('GET /payouts', () => success({ items: [payoutOf()] }));
    fireEvent.click(screen.getByRole('button', { name: words.submit }));
    expect(await screen.findByText(words.asked)).toBeTruthy();
    const asked = server.requests.filter(({ route }) => route === 'POST /payouts');
    expect(asked[0]?.body).toEqual({ diamonds: '20000', currency: 'USD' });
    expect(new Set(asked.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
    const list = await screen.findByRole('list', { name: words.list });
    expect(within(list).getByRole('listitem').textContent).toContain('20,000 diamonds · $100.00');
  });

  it('of another amount have a key of their own', async () => {
    const { server } = await show();
    const button = await screen.findByRole('button', { name: words.submit });
    server.reachable = false;
    fireEvent.click(button);
    await screen.findByRole('alert');
    fireEvent.change(screen.getByRole('textbox', { name: words.field }), { target: { value: '1000' } });
    fireEvent.click(screen.getByRole('button', { name: words.submit }));
    await waitFor(() => expect(server.count('POST /payouts')).toBe(2));
    const keys = server.requests.filter(({ route }) => route === 'POST /payouts').map((one) => one.idempotencyKey);
    expect(keys[0]).not.toBe(keys[1]);
  });

  it('lead to a second factor where one is missing', async () => {
    await show({ 'POST /payouts': () => problem(403, 'mfa_enrolment_required') });
    fireEvent.click(await screen.findByRole('button', { name: words.submit }));
    expect((await screen.findByRole('link', { name: words.setUpFactor })).getAttribute('href')).toBe('/account');
  });

  it('are taken back while nobody has decided', async () => {
    const { server } = await show({
      'GET /payouts': () => success({ items: [payoutOf(), payoutOf({ id: `po_${'b'.repeat(26)}`, status: 'paid' })] }),
      [`POST /payouts/po_${'a'.repeat(26)}/cancel`]: () => success({ payout: payoutOf({ cancelAsked: true }) }),
    });
    const list = await screen.findByRole('list', { name: words.list });
    const buttons = within(list).getAllByRole('button');
    expect(buttons).toHaveLength(1);
    server.routes.set('GET /payouts', () => success({ items: [payoutOf({ cancelAsked: true })] }));
    fireEvent.click(buttons[0] ?? list);
    await waitFor(() => expect(screen.queryByRole('button', { name: words.cancelOf('20,000 diamonds') })).toBeNull());
    expect(screen.getAllByText(words.cancelAsked).length).toBeGreaterThan(0);
  });
});
