import type { PaymentView, StartPaymentData } from '@halobuzz/core/api/payments';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakePaying } from '../../../testing/fake-paying.ts';
import { type Handler, problem, success } from '../../../testing/fake-server.ts';
import { atIso, sita, uuidOf } from '../../../testing/fixtures.ts';
import { packagesOf, paymentOf, spendingLimitsOf } from '../../../testing/money-fixtures.ts';
import { stepUpRoutes } from '../../../testing/privacy-fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { BuyScreen } from './buy-screen.tsx';
import type { PurchaseOrder } from './purchase-order.ts';
import { confirmPollMs } from './use-purchase.ts';

const { purchase: words, ui, failure } = english;
const started = (next: StartPaymentData['next'], change: Partial<PaymentView> = {}) =>
  success({ payment: paymentOf(change), ...(next === undefined ? {} : { next }) }, 201);
const sandbox = { kind: 'sandbox', path: '/dev/payments/1' } as const;
const routes = (own: Readonly<Record<string, Handler>>): Readonly<Record<string, Handler>> => ({
  'GET /payments/packages': () => success(packagesOf('sandbox')),
  'GET /wallet/limits': () => success(spendingLimitsOf()),
  'POST /payments': () => started(sandbox),
  ...own,
});
const show = (own: Readonly<Record<string, Handler>> = {}, options: Parameters<typeof renderScreen>[1] = {}) =>
  renderScreen(<BuyScreen />, { ...options, routes: routes(own) });
const price = 'NPR 699.00';
const buyButton = () => screen.findByRole('button', { name: new RegExp(`^${words.buy('NPR').replace('NPR', '')}`) });
const kept: PurchaseOrder = {
  request: { packageId: 'coins_500', amount: '69900', currency: 'NPR', provider: 'sandbox' },
  key: 'kept-key',
  accountId: sita.accountId,
  begunAtMs: Date.now(),
};

afterEach(() => {
  vi.useRealTimers();
});

describe('buying coins', () => {
  it('shows packages with their price here, in any of the currencies', async () => {
    await show();
    const radios = await screen.findAllByRole('radio', { name: /coins/ });
    expect(radios.map((radio) => radio.getAttribute('aria-label')?.replace(/\s/g, ' '))).toEqual([
      '100 coins, NPR 140.00',
      `500 coins, +25 bonus, ${price}`,
      '10,000 coins, +1,500 bonus, NPR 13,999.00',
    ]);
    fireEvent.click(screen.getByRole('radio', { name: 'USD' }));
    fireEvent.click(screen.getByRole('radio', { name: '100 coins, $0.99' }));
    expect(screen.getByRole('button', { name: words.buy('$0.99') })).toBeTruthy();
  });

  it('goes through the sandbox to the coins', async () => {
    const { server, storage } = await show({
      [`POST /dev/payments/${uuidOf(1)}`]: () => success({ payment: paymentOf({ status: 'paid' }) }),
      [`GET /payments/${uuidOf(1)}`]: () => success({ payment: paymentOf({ status: 'credited' }) }),
    });
    fireEvent.click(await buyButton());
    fireEvent.click(await screen.findByRole('button', { name: words.sandbox.pay }));
    expect(await screen.findByText(words.done('525 coins'))).toBeTruthy();
    const sent = server.requests.find(({ route }) => route === 'POST /payments');
    expect(sent?.body).toEqual({
      packageId: 'coins_500',
      packageVersion: 1,
      amount: '69900',
      currency: 'NPR',
      provider: 'sandbox',
    });
    expect(sent?.idempotencyKey).toBeDefined();
    await waitFor(async () => expect(await storage.get('purchase-under-way')).toBeUndefined());
  });

  it('asks until the coins are there', async () => {
    vi.useFakeTimers();
    const { server } = await show({
      [`POST /dev/payments/${uuidOf(1)}`]: () => success({ payment: paymentOf({ status: 'paid' }) }),
      [`GET /payments/${uuidOf(1)}`]: () => success({ payment: paymentOf({ status: 'paid' }) }),
    });
    await act(async () => vi.advanceTimersByTimeAsync(0));
    fireEvent.click(screen.getByRole('button', { name: /^Buy for/ }));
    await act(async () => vi.advanceTimersByTimeAsync(0));
    await act(async () => fireEvent.click(screen.getByRole('button', { name: words.sandbox.pay })));
    await act(async () => vi.advanceTimersByTimeAsync(confirmPollMs));
    expect(screen.getByText(words.confirming)).toBeTruthy();
    server.routes.set(`GET /payments/${uuidOf(1)}`, () => success({ payment: paymentOf({ status: 'credited' }) }));
    await act(async () => vi.advanceTimersByTimeAsync(confirmPollMs));
    expect(screen.getByText(words.done('525 coins'))).toBeTruthy();
  });

  it('says that a declined payment charged nothing', async () => {
    await show({ [`POST /dev/payments/${uuidOf(1)}`]: () => success({ payment: paymentOf({ status: 'failed' }) }) });
    fireEvent.click(await buyButton());
    fireEvent.click(await screen.findByRole('button', { name: words.sandbox.decline }));
    expect((await screen.findByRole('alert')).textContent).toContain(words.ends.declined);
    fireEvent.click(screen.getByRole('button', { name: words.buyMore }));
    expect(await buyButton()).toBeTruthy();
  });

  it('repeats under the same key while nobody knows whether it went through', async () => {
    const { server, storage } = await show();
    const button = await buyButton();
    server.reachable = false;
    fireEvent.click(button);
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain(failure.network);
    const first = server.requests.at(-1)?.idempotencyKey;
    expect(await storage.get('purchase-under-way')).toContain(first ?? 'none');
    server.reachable = true;
    fireEvent.click(screen.getByRole('button', { name: ui.retry }));
    await screen.findByRole('button', { name: words.sandbox.pay });
    expect(server.requests.filter(({ route }) => route === 'POST /payments').map((one) => one.idempotencyKey)).toEqual([
      first,
      first,
    ]);
  });

  it('takes up what was left unfinished, under its key', async () => {
    const { server } = await show(
      { 'POST /payments': () => started(undefined, { status: 'credited' }) },
      { stored: { 'purchase-under-way': JSON.stringify(kept) } },
    );
    expect(await screen.findByText(words.done('525 coins'))).toBeTruthy();
    expect(server.requests.find(({ route }) => route === 'POST /payments')?.idempotencyKey).toBe('kept-key');
  });

  it('leaves what another account left unfinished', async () => {
    const { server } = await show(
      {},
      { stored: { 'purchase-under-way': JSON.stringify({ ...kept, accountId: 'somebody' }) } },
    );
    await buyButton();
    expect(server.count('POST /payments')).toBe(0);
  });

  it('says why it was refused, and lets choose again', async () => {
    const { storage } = await show({ 'POST /payments': () => problem(429, 'purchase_limit_reached') });
    fireEvent.click(await buyButton());
    expect((await screen.findByRole('alert')).textContent).toContain(english.errors.purchase_limit_reached);
    expect(await buyButton()).toBeTruthy();
    await waitFor(async () => expect(await storage.get('purchase-under-way')).toBeUndefined());
  });

  it('asks who it is for a large amount, under the same key', async () => {
    let proved = false;
    const { server } = await show({
      ...stepUpRoutes,
      'POST /auth/step-up': () => {
        proved = true;
        return stepUpRoutes['POST /auth/step-up']();
      },
      'POST /payments': () => (proved ? started(sandbox) : problem(403, 'step_up_required')),
    });
    fireEvent.click(await buyButton());
    const field = await screen.findByLabelText(english.auth.password);
    fireEvent.change(field, { target: { value: 'password123' } });
    fireEvent.submit(field);
    fireEvent.keyDown(field, { key: 'Enter' });
    await screen.findByRole('button', { name: words.sandbox.pay });
    const keys = server.requests.filter(({ route }) => route === 'POST /payments').map((one) => one.idempotencyKey);
    expect(new Set(keys).size).toBe(1);
    expect(keys).toHaveLength(2);
  });

  it('is not offered where nobody carries payments, nor without a proven address', async () => {
    await show({ 'GET /payments/packages': () => success(packagesOf('apple', 'google')) });
    expect(await screen.findByText(words.unavailable)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^Buy/ })).toBeNull();
  });

  it('wants a proven address', async () => {
    const { server } = await show({ 'GET /auth/me': () => success({ ...sita, emailVerified: false }) });
    expect(await screen.findByText(words.unverified)).toBeTruthy();
    expect(server.count('POST /payments')).toBe(0);
  });

  it('explains coins that cannot be spent yet', async () => {
    await show({
      'GET /wallet/limits': () => success(spendingLimitsOf({ held: { coins: '525', until: atIso } })),
    });
    expect(await screen.findByText(/^525 coins of your first purchases/)).toBeTruthy();
  });
});

describe('by card', () => {
  it('hands the order over to the page that is a document of its own', async () => {
    const { paying, storage, server } = await show({ 'GET /payments/packages': () => success(packagesOf('stripe')) });
    fireEvent.click(await buyButton());
    await waitFor(() => expect(paying.opened).toEqual(['/wallet/pay']));
    expect(JSON.parse((await storage.get('purchase-under-way')) ?? '{}').request.provider).toBe('stripe');
    expect(server.count('POST /payments')).toBe(0);
  });

  it('is gone on with, or given up, when it was left', async () => {
    const stripe = { ...kept, request: { ...kept.request, provider: 'stripe' } };
    const next = { kind: 'stripe', clientSecret: 's', publishableKey: 'pk' } as const;
    const { paying, storage } = await show(
      { 'GET /payments/packages': () => success(packagesOf('stripe')), 'POST /payments': () => started(next) },
      { stored: { 'purchase-under-way': JSON.stringify(stripe) } },
    );
    fireEvent.click(await screen.findByRole('button', { name: words.goOn }));
    expect(paying.opened).toEqual(['/wallet/pay']);
    fireEvent.click(screen.getByRole('button', { name: words.giveUp }));
    expect(await screen.findByText(words.notes.cancelled)).toBeTruthy();
    await waitFor(async () => expect(await storage.get('purchase-under-way')).toBeUndefined());
  });
});

describe('in a store', () => {
  const next = { kind: 'store', product: 'halobuzz.coins_500', token: uuidOf(1) } as const;
  const apple = (): FakePaying => {
    const paying = new FakePaying();
    paying.provider = 'apple';
    paying.prices = new Map([['halobuzz.coins_500', 'रु 720']]);
    return paying;
  };
  const inStore = (paying: FakePaying, own: Readonly<Record<string, Handler>> = {}) =>
    show(
      {
        'GET /payments/packages': () => success(packagesOf('apple', 'stripe')),
        'POST /payments': () => started(next, { provider: 'apple' }),
        ...own,
      },
      { paying },
    );

  it('shows the store’s own prices, buys with the payment’s number, and finishes once the coins are there', async () => {
    const paying = apple();
    paying.sale = (_product, token) => ({ kind: 'sold', purchase: paying.purchaseOf(token) });
    const { server } = await inStore(paying, {
      [`POST /payments/${uuidOf(1)}/receipt`]: () => success({ payment: paymentOf({ status: 'paid' }) }),
      [`GET /payments/${uuidOf(1)}`]: () => {
        expect(paying.finished).toEqual([]);
        return success({ payment: paymentOf({ status: 'credited' }) });
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: words.buy('रु 720') }));
    expect(await screen.findByText(words.done('525 coins'))).toBeTruthy();
    expect(paying.bought).toEqual([`halobuzz.coins_500 ${uuidOf(1)}`]);
    expect(server.requests.find(({ route }) => route.endsWith('/receipt'))?.body).toEqual({
      receipt: `receipt-${uuidOf(1)}`,
    });
    await waitFor(() => expect(paying.finished).toEqual([uuidOf(1)]));
  });

  it.each([
    ['cancelled', words.notes.cancelled],
    ['owned', words.notes.owned],
    ['unavailable', words.notes.store_unavailable],
  ] as const)('that answers %s has sold nothing', async (kind, text) => {
    const paying = apple();
    paying.sale = () => ({ kind });
    const { server } = await inStore(paying);
    fireEvent.click(await screen.findByRole('button', { name: words.buy('रु 720') }));
    expect(await screen.findByText(text)).toBeTruthy();
    expect(server.requests.some(({ route }) => route.endsWith('/receipt'))).toBe(false);
  });

  it('waits when somebody must allow it', async () => {
    const paying = apple();
    paying.sale = () => ({ kind: 'deferred' });
    const { storage } = await inStore(paying, {
      [`GET /payments/${uuidOf(1)}`]: () => success({ payment: paymentOf({ status: 'pending' }) }),
    });
    fireEvent.click(await screen.findByRole('button', { name: words.buy('रु 720') }));
    expect(await screen.findByText(words.waiting)).toBeTruthy();
    expect(await storage.get('purchase-under-way')).toBeDefined();
  });

  it('hands in again what found no answer, and finishes nothing before', async () => {
    const paying = apple();
    paying.sale = (_product, token) => ({ kind: 'sold', purchase: paying.purchaseOf(token) });
    const { server } = await inStore(paying, {
      [`POST /payments/${uuidOf(1)}/receipt`]: () => problem(503, 'unavailable'),
    });
    fireEvent.click(await screen.findByRole('button', { name: words.buy('रु 720') }));
    await screen.findByRole('alert');
    expect(paying.finished).toEqual([]);
    server.routes.set(`POST /payments/${uuidOf(1)}/receipt`, () =>
      success({ payment: paymentOf({ status: 'credited' }) }),
    );
    fireEvent.click(screen.getByRole('button', { name: ui.retry }));
    expect(await screen.findByText(words.done('525 coins'))).toBeTruthy();
    expect(paying.bought).toHaveLength(1);
  });

  it('does not open the sheet again for a purchase that was left, but takes what it sold', async () => {
    const paying = apple();
    paying.held = [paying.purchaseOf(uuidOf(1))];
    const left = { ...kept, request: { ...kept.request, provider: 'apple' } };
    await show(
      {
        'GET /payments/packages': () => success(packagesOf('apple')),
        'POST /payments': () => started(next, { provider: 'apple' }),
        [`POST /payments/${uuidOf(1)}/receipt`]: () => success({ payment: paymentOf({ status: 'credited' }) }),
      },
      { paying, stored: { 'purchase-under-way': JSON.stringify(left) } },
    );
    expect(await screen.findByText(words.done('525 coins'))).toBeTruthy();
    expect(paying.bought).toEqual([]);
  });

  it('restores what it sold and nobody finished', async () => {
    const paying = apple();
    paying.held = [paying.purchaseOf(uuidOf(2)), paying.purchaseOf(undefined)];
    await inStore(paying, {
      [`POST /payments/${uuidOf(2)}/receipt`]: () =>
        success({ payment: paymentOf({ id: uuidOf(2), status: 'credited' }) }),
    });
    fireEvent.click(await screen.findByRole('button', { name: words.restore }));
    expect(await screen.findByText(words.restored(1))).toBeTruthy();
    expect(paying.finished).toEqual([uuidOf(2)]);
  });
});
