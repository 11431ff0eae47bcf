import type { WalletEntry } from '@halobuzz/core/api/wallet';
import { errorCodes } from '@halobuzz/core/errors/codes';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type Handler, problem, success } from '../../../testing/fake-server.ts';
import { atIso } from '../../../testing/fixtures.ts';
import { renderScreen } from '../../../testing/render-screen.tsx';
import { english } from '../../i18n/english.ts';
import { WalletScreen } from './wallet-screen.tsx';

const words = english.wallet;
const entryOf = (change: Partial<WalletEntry>): WalletEntry => ({
  tx: 't1',
  type: 'gift',
  direction: 'debit',
  currency: 'COIN',
  amount: '199',
  at: atIso,
  ...change,
});
const show = (routes: Readonly<Record<string, Handler>> = {}) =>
  renderScreen(<WalletScreen />, {
    routes: {
      'GET /wallet': () => success({ coins: '12850', diamonds: '3' }),
      'GET /wallet/entries': () => success({ items: [] }),
      ...routes,
    },
  });

describe('the wallet', () => {
  it('shows balances, and that nothing has moved', async () => {
    await show();
    expect(await screen.findByText('12,850')).toBeTruthy();
    expect(await screen.findByText(words.empty)).toBeTruthy();
  });

  it('lists what moved, and more of it', async () => {
    await show({
      'GET /wallet/entries': ({ query }) =>
        query === ''
          ? success({
              items: [
                entryOf({ giftId: 'kite', quantity: 2, balance: '12850' }),
                entryOf({ tx: 't2', direction: 'credit', currency: 'DIAMOND', amount: '1' }),
              ],
              next: 'c1',
            })
          : success({ items: [entryOf({ tx: 't3', type: 'grant', direction: 'credit', amount: '1000' })] }),
    });
    const list = await screen.findByRole('list', { name: words.entries });
    expect(within(list).getAllByRole('listitem')[0]?.textContent).toMatch(
      /^Gift sent: kite × 2.* · Balance 12,850−199 coins/,
    );
    expect(within(list).getAllByRole('listitem')[1]?.textContent).toMatch(/^Gift received.*\+1 diamond/);
    fireEvent.click(screen.getByRole('button', { name: english.ui.more }));
    await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(3));
    expect(within(list).getAllByRole('listitem')[2]?.textContent).toMatch(/^Development grant.*\+1,000 coins/);
    expect(screen.queryByRole('button', { name: english.ui.more })).toBeNull();
  });

  it('asks for what moved once, and says when more of it cannot be read', async () => {
    const { server } = await show({
      'GET /wallet/entries': ({ query }) =>
        query === '' ? success({ items: [entryOf({})], next: 'c1' }) : problem(503, 'wallet_locked'),
    });
    const list = await screen.findByRole('list', { name: words.entries });
    expect(server.count('GET /wallet/entries')).toBe(1);
    fireEvent.click(screen.getByRole('button', { name: english.ui.more }));
    expect((await screen.findByRole('alert')).textContent).toContain(errorCodes.wallet_locked.text);
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
  });

  it('says when it cannot be read', async () => {
    await show({ 'GET /wallet': () => problem(503, 'wallet_locked') });
    expect((await screen.findByRole('alert')).textContent).toContain(errorCodes.wallet_locked.text);
  });
});

describe('the development grant', () => {
  const probe: Handler = () => problem(400, 'validation_failed', [{ field: 'coins', message: 'too few' }]);

  it('is not offered where the server knows no such thing', async () => {
    const { server } = await show();
    await waitFor(() => expect(server.count('POST /dev/grants')).toBe(1));
    expect(screen.queryByRole('button', { name: words.grant })).toBeNull();
  });

  it('adds coins', async () => {
    const { server } = await show({ 'POST /dev/grants': probe });
    const button = await screen.findByRole('button', { name: words.grant });
    server.routes.set('POST /dev/grants', () => success({ tx: 't', result: 'created', coins: '1000' }, 201));
    server.routes.set('GET /wallet', () => success({ coins: '13850', diamonds: '3' }));
    fireEvent.click(button);
    expect(await screen.findByText(words.granted('1,000 coins'))).toBeTruthy();
    expect(await screen.findByText('13,850')).toBeTruthy();
    expect(server.requests.find(({ body }) => JSON.stringify(body) === '{"coins":"1000"}')).toBeTruthy();
  });

  it('repeats under the same key while nobody knows whether it was made', async () => {
    const { server } = await show({ 'POST /dev/grants': probe });
    const button = await screen.findByRole('button', { name: words.grant });
    const keys = (): (string | undefined)[] =>
      server.requests.filter(({ route }) => route === 'POST /dev/grants').map(({ idempotencyKey }) => idempotencyKey);
    server.reachable = false;
    fireEvent.click(button);
    expect(await screen.findByText(english.failure.network)).toBeTruthy();
    server.reachable = true;
    server.routes.set('POST /dev/grants', () => success({ tx: 't', result: 'created', coins: '1000' }, 201));
    fireEvent.click(screen.getByRole('button', { name: words.grant }));
    await screen.findByText(words.granted('1,000 coins'));
    fireEvent.click(screen.getByRole('button', { name: words.grant }));
    await waitFor(() => expect(keys()).toHaveLength(4));
    const [, first, again, next] = keys();
    expect(again).toBe(first);
    expect(next).not.toBe(first);
  });
});

describe('the statement', () => {
  const gift = entryOf({ giftId: 'kite', roomId: 'r1', of: '250' });
  const bought = entryOf({ tx: 't2', type: 'purchase', direction: 'credit', amount: '525' });

  it('shows what stands behind an entry, to copy and to compare', async () => {
    const { texts } = await show({ 'GET /wallet/entries': () => success({ items: [gift] }) });
    fireEvent.click(await screen.findByRole('button', { name: new RegExp(`^${words.details}`) }));
    expect(screen.getByText('t1')).toBeTruthy();
    expect(screen.getByText('250 coins')).toBeTruthy();
    expect(screen.getByRole('link', { name: words.openRoom }).getAttribute('href')).toBe('/room/r1');
    fireEvent.click(screen.getByRole('button', { name: words.copyTx }));
    await waitFor(() => expect(texts.copied).toEqual(['t1']));
  });

  it('shows one kind, looked for over pages', async () => {
    const { server } = await show({
      'GET /wallet/entries': ({ query }) =>
        query.includes('cursor') ? success({ items: [bought] }) : success({ items: [gift], next: 'c1' }),
    });
    fireEvent.click(await screen.findByRole('radio', { name: words.filters.purchases }));
    const list = await screen.findByRole('list', { name: words.entries });
    await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(1));
    expect(screen.getByText(words.entryKinds.purchase)).toBeTruthy();
    expect(server.requests.at(-1)?.query).toBe('?cursor=c1&limit=100');
    fireEvent.click(screen.getByRole('radio', { name: words.filters.payouts }));
    expect(await screen.findByText(words.noneOfKind)).toBeTruthy();
  });

  it('is saved as a file, all of it', async () => {
    const { texts } = await show({
      'GET /wallet/entries': ({ query }) =>
        query.includes('cursor') ? success({ items: [bought] }) : success({ items: [gift], next: 'c1' }),
    });
    fireEvent.click(await screen.findByRole('button', { name: words.export }));
    expect(await screen.findByText(words.exported('2'))).toBeTruthy();
    const [file] = texts.files;
    expect(file?.name).toMatch(/^halobuzz-\d{4}-\d\d-\d\d\.csv$/);
    expect(file?.text.split('\r\n')).toHaveLength(4);
    expect(file?.text).toContain('"debit","COIN","199"');
  });

  it('is not saved in part when a page cannot be read', async () => {
    const { texts } = await show({
      'GET /wallet/entries': ({ query }) =>
        query.includes('cursor') ? problem(503, 'unavailable') : success({ items: [gift], next: 'c1' }),
    });
    fireEvent.click(await screen.findByRole('button', { name: words.export }));
    expect((await screen.findByRole('alert')).textContent).toContain(english.errors.unavailable);
    expect(texts.files).toEqual([]);
  });
});
