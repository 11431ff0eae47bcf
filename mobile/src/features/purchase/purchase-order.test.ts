// @vitest-environment node
import { limits } from '@halobuzz/core/limits';
import { describe, expect, it } from 'vitest';
import { coinPackageOf } from '../../../testing/money-fixtures.ts';
import { orderOf, payWays, readOrder, writeOrder } from './purchase-order.ts';

const by = { key: 'key-1', accountId: 'account-1', begunAtMs: 1_000 };
const order = orderOf(coinPackageOf(500), 'NPR', 'sandbox', by);

describe('an order', () => {
  it('has the price of its currency', () => {
    expect(order?.request).toEqual({
      packageId: 'coins_500',
      packageVersion: 1,
      amount: '69900',
      currency: 'NPR',
      provider: 'sandbox',
    });
    expect(orderOf({ ...coinPackageOf(500), prices: [] }, 'NPR', 'sandbox', by)).toBeUndefined();
  });

  it('is read as it was kept, by the account that made it alone', () => {
    const kept = order === undefined ? undefined : writeOrder(order);
    expect(readOrder(kept, 'account-1', 2_000)).toEqual(order);
    expect(readOrder(kept, 'account-2', 2_000)).toBeUndefined();
  });

  it('is forgotten before the server forgets its key', () => {
    const kept = order === undefined ? undefined : writeOrder(order);
    expect(readOrder(kept, 'account-1', limits.idempotencyLifeMs)).toBeUndefined();
  });

  it.each([undefined, '', 'null', '{', '[]', '{"request":null}', '{"request":{},"key":"k","accountId":"account-1"}'])(
    'is not read from %s',
    (text) => {
      expect(readOrder(text, 'account-1', 0)).toBeUndefined();
    },
  );
});

describe('ways to pay', () => {
  it('are the store’s in an app, and cards on the web', () => {
    const providers = ['stripe', 'apple', 'google'] as const;
    expect(payWays(providers, { store: 'apple', cards: false })).toEqual(['apple']);
    expect(payWays(providers, { store: undefined, cards: true })).toEqual(['stripe']);
  });

  it('have the sandbox behind them where the server has one, and are none where nothing fits', () => {
    expect(payWays(['stripe', 'sandbox'], { store: undefined, cards: true })).toEqual(['stripe', 'sandbox']);
    expect(payWays(['apple'], { store: undefined, cards: true })).toEqual([]);
  });
});
