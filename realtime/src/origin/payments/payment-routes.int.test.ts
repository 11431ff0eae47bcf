import { pageOf, successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { coinPackagesSchema, paymentViewSchema, startPaymentDataSchema } from '@halobuzz/core/api/payments';
import { limits } from '@halobuzz/core/limits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createRealOrigin,
  openShardOf,
  openStores,
  type RealOrigin,
  someActor,
  type TestStores,
} from '../testing/real-origin.ts';
import { signBody } from './signed-webhook.ts';

let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  stores = await openStores(43);
  origin = await createRealOrigin(stores);
});
afterAll(() => stores.close());

type Actor = ReturnType<typeof someActor>;
const started = successOf(startPaymentDataSchema);
const page = successOf(pageOf(paymentViewSchema));
const request = { packageId: 'coins_500', amount: '499', currency: 'USD', provider: 'sandbox' };

function start(actor: Actor | undefined, key: string | undefined, over: object = {}, from = origin) {
  const headers = key === undefined ? {} : { 'idempotency-key': key };
  return from.call(internalPaths.payments, { method: 'POST', actor, headers, body: { ...request, ...over } });
}
const startedBy = async (actor: Actor, key = 'k') => started.parse((await start(actor, key)).body).data;

describe('a payment', () => {
  it('stands in the database before the provider hears of it', async () => {
    const actor = someActor();
    const sandbox = origin.deps.payment.providers.get('sandbox');
    if (sandbox === undefined) throw new Error('no sandbox');
    const seen: (string | undefined)[] = [];
    const watched = {
      ...sandbox,
      open: async (payment: Parameters<typeof sandbox.open>[0]) => {
        seen.push((await origin.deps.payment.payments.get(payment.id))?.status);
        throw new Error('kill -9');
      },
    };
    const dying = await createRealOrigin(stores, {
      payments: { providers: [watched], sandbox: undefined },
    });
    expect(await start(actor, 'k', {}, dying)).toMatchObject({ status: 500 });
    expect(seen).toEqual(['created']);
    const again = started.parse((await start(actor, 'k')).body).data;
    expect(again).toMatchObject({ payment: { status: 'pending' }, next: { kind: 'sandbox' } });
    expect(await stores.db.collection('payments').countDocuments({ userId: actor.subject })).toBe(1);
  });

  it('is one however often and wherever it is asked for with the same key', async () => {
    const actor = someActor();
    const second = await createRealOrigin(stores);
    const answers = await Promise.all([origin, second, origin, second].map((one) => start(actor, 'k', {}, one)));
    for (const { status, body } of answers) {
      if (status !== 201) expect(body).toMatchObject({ status: 409, code: 'idempotency_in_flight' });
    }
    const first = await startedBy(actor);
    expect(await startedBy(actor)).toEqual(first);
    expect(first.next).toEqual({ kind: 'sandbox', path: `/dev/payments/${first.payment.id}` });
    expect(await stores.db.collection('payments').countDocuments({ userId: actor.subject })).toBe(1);
    const other = { packageId: 'coins_100', amount: '99' };
    expect(await start(actor, 'k', other)).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    expect((await startedBy(someActor(), 'k')).payment.id).not.toBe(first.payment.id);
    // What lets the buyer pay is never kept.
    const kept = JSON.stringify(await stores.db.collection('idempotency_keys').find({}).toArray());
    expect(kept).not.toContain('/dev/payments');
  });

  it.each([
    ['another amount', { amount: '498' }, 'amount'],
    ['the amount of another currency', { amount: '69900' }, 'currency'],
    ['a package that is not on sale', { packageId: 'coins_7' }, 'packageId'],
  ])('for %s is refused, and the field named', async (_, over, field) => {
    const actor = someActor();
    const errors = [expect.objectContaining({ field })];
    expect(await start(actor, 'k', over)).toMatchObject({ status: 422, body: { code: 'payment_mismatch', errors } });
    expect(await start(actor, 'k2')).toMatchObject({ status: 201 });
  });

  it('takes a whole number for an amount, and a key in the body that is that of the header', async () => {
    expect(await start(someActor(), 'k', { amount: 499, idempotencyKey: 'k' })).toMatchObject({ status: 201 });
    const errors = [expect.objectContaining({ field: 'idempotencyKey' })];
    expect(await start(someActor(), 'k', { idempotencyKey: 'x' })).toMatchObject({ status: 400, body: { errors } });
    expect(await start(someActor(), undefined)).toMatchObject({ status: 400 });
  });

  it('names no buyer but the actor', async () => {
    const [mine, theirs] = [someActor(), someActor()];
    expect(await start(mine, 'k', { userId: theirs.subject })).toMatchObject({ status: 400 });
    expect(await start(undefined, 'k')).toMatchObject({ status: 401 });
    expect(await start({ ...mine, emailVerified: false }, 'k')).toMatchObject({
      status: 403,
      body: { code: 'email_unverified' },
    });
    const { payment } = await startedBy(mine);
    expect(await origin.call(internalPaths.payment(payment.id), { actor: mine })).toMatchObject({ status: 200 });
    const stranger = await origin.call(internalPaths.payment(payment.id), { actor: theirs });
    expect(stranger).toMatchObject({ status: 404, body: { code: 'payment_not_found' } });
    const receipt = { method: 'POST', actor: theirs, body: { receipt: 'r' } };
    expect(await origin.call(internalPaths.redeem(payment.id), receipt)).toMatchObject({ status: 404 });
    const own = { method: 'POST', actor: mine, body: { receipt: 'r' } };
    expect(await origin.call(internalPaths.redeem(payment.id), own)).toMatchObject({
      status: 422,
      body: { code: 'payment_provider_off' },
    });
  });

  it('by a provider that is not configured is refused', async () => {
    expect(await start(someActor(), 'k', { provider: 'stripe' })).toMatchObject({
      status: 422,
      body: { code: 'payment_provider_off' },
    });
  });

  it('is one of a bounded number a day, and of coins', async () => {
    const actor = someActor();
    const { payment } = await startedBy(actor);
    const { payments } = origin.deps.payment;
    const known = await payments.get(payment.id);
    if (known === undefined) throw new Error('gone');
    const coins = limits.paymentCoinsPerDayMax - 525n - 524n;
    await payments.create({ ...known.payment, id: crypto.randomUUID(), externalId: 'x', coins }, Date.now());
    const refused = { status: 429, body: { code: 'purchase_limit_reached' } };
    expect(await start(actor, 'k2')).toMatchObject(refused);
    await stores.db.collection('payments').updateOne({ externalId: 'x' }, { $set: { status: 'failed' } });
    expect(await start(actor, 'k3')).toMatchObject({ status: 201 });
    for (let at = 3; at < limits.paymentsPerDayMax; at += 1) {
      await payments.create({ ...known.payment, id: crypto.randomUUID(), externalId: `x${at}`, coins: 1n }, Date.now());
    }
    expect(await start(actor, 'k4')).toMatchObject(refused);

    const eager = someActor();
    for (let at = 1; at < limits.paymentsPerDayMax; at += 1) {
      const other = { id: crypto.randomUUID(), externalId: `y${at}`, coins: 1n, userId: eager.subject };
      await payments.create({ ...known.payment, ...other }, Date.now());
    }
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((key) => start(eager, key)));
    expect(answers.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(1);
    for (const answer of answers) if (answer.status !== 201) expect(answer).toMatchObject(refused);
  });

  it('is listed for its buyer, newest first, page by page', async () => {
    const actor = someActor();
    const ids: string[] = [];
    for (let at = 0; at < 5; at += 1) {
      origin.time.aheadMs += 1;
      ids.push((await startedBy(actor, `k${at}`)).payment.id);
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const at = cursor === undefined ? '' : `&cursor=${cursor}`;
      const found = page.parse((await origin.call(`${internalPaths.payments}?limit=2${at}`, { actor })).body).data;
      seen.push(...found.items.map(({ id }) => id));
      cursor = found.next;
    } while (cursor !== undefined);
    expect(seen).toEqual(ids.toReversed());
    expect(page.parse((await origin.call(internalPaths.payments, { actor: someActor() })).body).data.items).toEqual([]);
  });
});

describe('packages', () => {
  it('have a price in the currency of the country, and every other beside it', async () => {
    const { body } = await origin.call(`${internalPaths.coinPackages}?country=NP`);
    const { items, providers } = successOf(coinPackagesSchema).parse(body).data;
    expect(items.map(({ id }) => id)).toEqual(['coins_100', 'coins_500', 'coins_1000', 'coins_5000', 'coins_10000']);
    expect(items[1]).toMatchObject({ coins: '500', bonus: '25', price: { amount: '69900', currency: 'NPR' } });
    expect(items[1]?.prices).toContainEqual({ amount: '499', currency: 'USD' });
    expect(providers).toEqual(['sandbox']);
  });

  it('have a new price once there is a newer version, which old payments keep out of', async () => {
    const packages = stores.db.collection<{ _id: string; version?: number; prices?: object }>('coin_packages', {
      useBigInt64: true,
    });
    const { _id, ...first } = (await packages.findOne({ _id: 'coins_1000:1' })) ?? { _id: '' };
    const prices = { USD: 1_099n, EUR: 1n, GBP: 1n, INR: 1n, NPR: 1n };
    await packages.insertOne({ _id: 'coins_1000:2', ...first, version: 2, prices });
    const over = { packageId: 'coins_1000', amount: '999' };
    expect(await start(someActor(), 'k', over)).toMatchObject({ status: 422, body: { code: 'payment_mismatch' } });
    expect(await start(someActor(), 'k', { ...over, amount: '1099' })).toMatchObject({ status: 201 });
    await packages.deleteOne({ _id: 'coins_1000:2' });
  });
});

describe('the sandbox', () => {
  it('lets a developer buy coins', async () => {
    const actor = someActor();
    await openShardOf(actor.subject, stores.wallets);
    const { payment } = await startedBy(actor);
    const path = internalPaths.sandboxPayment(payment.id);
    const act = (what: string) => origin.call(path, { method: 'POST', body: { act: what } });
    expect(await act('refund')).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await act('decline')).toMatchObject({ body: { data: { payment: { status: 'failed' } } } });
    expect(await act('approve')).toMatchObject({ body: { data: { payment: { status: 'paid' } } } });
    expect(await act('approve')).toMatchObject({ status: 409 });
    expect(await origin.deps.wallet.balance(actor.subject)).toBe(525n);
    const shown = await origin.call(path);
    expect(shown).toMatchObject({ body: { data: { payment: { status: 'paid' }, told: ['failed', 'paid'] } } });
  });

  it('is not there where it is not configured', async () => {
    const { payment } = await startedBy(someActor());
    const without = await createRealOrigin(stores, { payments: { providers: [], sandbox: undefined } });
    const path = internalPaths.sandboxPayment(payment.id);
    expect(await without.call(path, { method: 'POST', body: { act: 'approve' } })).toMatchObject({ status: 404 });
    expect(await without.call(path)).toMatchObject({ status: 404 });
    expect(await without.call(internalPaths.webhook('sandbox'), { method: 'POST', body: '{}' })).toMatchObject({
      status: 404,
    });
  });
});

describe('a webhook', () => {
  it('is proven over the bytes as they came, by the header that was passed on', async () => {
    const { payment } = await startedBy(someActor());
    const body = JSON.stringify({ id: 'se_1', facts: [] });
    const send = (signature: string | undefined, sent = body) =>
      origin.call(internalPaths.webhook('sandbox'), {
        method: 'POST',
        body: sent,
        headers: signature === undefined ? {} : { 'x-halobuzz-webhook-sandbox-signature': signature },
      });
    const signature = signBody(body, 'test-sandbox', origin.clock());
    expect(await send(signature)).toMatchObject({ status: 200, body: { data: { repeated: false } } });
    expect(await send(signature)).toMatchObject({ status: 200, body: { data: { repeated: true } } });
    for (const [bad, sent] of [
      [undefined, body],
      [signature, `${body} `],
      [signBody(body, 'x', origin.clock()), body],
    ] as const) {
      expect(await send(bad, sent)).toMatchObject({ status: 400, body: { code: 'webhook_invalid' } });
    }
    expect(await stores.db.collection('webhook_events').findOne({ eventId: 'se_1' })).toMatchObject({
      status: 'ignored',
    });
    expect((await origin.deps.payment.payments.get(payment.id))?.status).toBe('pending');
    expect(origin.log.lines.some(({ text }) => text === 'a webhook was refused')).toBe(true);
  });
});
