import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { navigation } from '../../../testing/fake-expo-router.tsx';
import { FakePaying } from '../../../testing/fake-paying.ts';
import { type Handler, success } from '../../../testing/fake-server.ts';
import { sita, uuidOf } from '../../../testing/fixtures.ts';
import { paymentOf } from '../../../testing/money-fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { PayScreen } from './pay-screen.tsx';

const { purchase: words } = english;
const next = { kind: 'stripe', clientSecret: 'pi_1_secret', publishableKey: 'pk_test_1' } as const;
const order = {
  request: { packageId: 'coins_500', amount: '69900', currency: 'NPR', provider: 'stripe' },
  ...{ key: 'kept-key', accountId: sita.accountId, begunAtMs: Date.now() },
};
const ownPage = (): FakePaying => {
  const paying = new FakePaying();
  paying.document = '/wallet/pay';
  return paying;
};
const show = (paying: FakePaying, own: Readonly<Record<string, Handler>> = {}, stored = JSON.stringify(order)) =>
  renderScreen(<PayScreen />, {
    paying,
    stored: { 'purchase-under-way': stored },
    routes: {
      'POST /payments': () => success({ payment: paymentOf({ provider: 'stripe' }), next }, 201),
      [`GET /payments/${uuidOf(1)}`]: () => success({ payment: paymentOf({ status: 'credited' }) }),
      ...own,
    },
  });
const payButton = () => screen.findByRole('button', { name: /^Pay / });

describe('the page where cards are typed in', () => {
  it('loads itself as a document of its own, and does nothing before', async () => {
    const paying = new FakePaying();
    const { server } = await show(paying);
    expect(paying.opened).toEqual(['/wallet/pay']);
    expect(server.count('POST /payments')).toBe(0);
    expect(paying.forms).toEqual([]);
  });

  it('opens the form of the payment, pays, and waits for the server’s word', async () => {
    const paying = ownPage();
    const { server } = await show(paying);
    const button = await payButton();
    await waitFor(() => expect(button.getAttribute('aria-disabled')).not.toBe('true'));
    expect(paying.forms[0]).toMatchObject({ clientSecret: 'pi_1_secret', publishableKey: 'pk_test_1' });
    fireEvent.click(button);
    expect(await screen.findByText(words.done('525 coins'))).toBeTruthy();
    expect(paying.returnUrls).toEqual(['https://app.example/wallet/pay']);
    expect(server.requests.find(({ route }) => route === 'POST /payments')?.idempotencyKey).toBe('kept-key');
  });

  it('lets another card be tried when one is declined', async () => {
    const paying = ownPage();
    paying.card = { kind: 'declined', said: 'Your card has insufficient funds.' };
    await show(paying);
    const button = await payButton();
    await waitFor(() => expect(button.getAttribute('aria-disabled')).not.toBe('true'));
    fireEvent.click(button);
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('Your card has insufficient funds.');
    paying.card = { kind: 'incomplete' };
    fireEvent.click(await payButton());
    expect(await screen.findByText(words.card.incomplete)).toBeTruthy();
    expect(screen.queryByText(words.done('525 coins'))).toBeNull();
  });

  it('asks the server when nobody knows whether the money moved', async () => {
    const paying = ownPage();
    paying.card = { kind: 'unknown' };
    await show(paying);
    const button = await payButton();
    await waitFor(() => expect(button.getAttribute('aria-disabled')).not.toBe('true'));
    fireEvent.click(button);
    expect(await screen.findByText(words.done('525 coins'))).toBeTruthy();
  });

  it('does not ask for a card again when a bank sends its customer back', async () => {
    navigation.params = { redirect_status: 'succeeded', payment_intent: 'pi_1' };
    const paying = ownPage();
    await show(paying);
    expect(await screen.findByText(words.done('525 coins'))).toBeTruthy();
    expect(paying.forms).toEqual([]);
  });

  it('asks for another card when the bank said no', async () => {
    navigation.params = { redirect_status: 'failed', payment_intent: 'pi_1' };
    const paying = ownPage();
    await show(paying);
    await payButton();
    await waitFor(() => expect(paying.forms).toHaveLength(1));
  });

  it('says when the form cannot be loaded: nothing was charged', async () => {
    const paying = ownPage();
    paying.formLoads = false;
    await show(paying);
    expect(await screen.findByText(words.card.failed)).toBeTruthy();
  });

  it('says when there is nothing to pay, and leads to the wallet by a new document', async () => {
    const paying = ownPage();
    const { view } = await show(paying, {}, '');
    expect(await screen.findByText(words.card.nothing)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: words.toWallet }));
    expect(paying.opened).toEqual(['/wallet']);
    view.unmount();
    expect(paying.left).toEqual(['/wallet/pay']);
  });
});
