import { randomUUID } from 'node:crypto';
import type { FraudRuleBody } from '@halobuzz/core/fraud/fraud-rule';
import { transactionId, walletShardOf } from '@halobuzz/core/ids';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import { noEvidence, type Payment, type PaymentAct } from '@halobuzz/core/payments/payment';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giftIntent } from '../../../testing/intents.ts';
import { fingerprintOf } from '../../ledger/fingerprint.ts';
import { postActs } from '../payments/post-acts.ts';
import { receiveWebhook } from '../payments/webhooks.ts';
import { standingOf } from '../payouts/standing.ts';
import {
  createRealOrigin,
  openShardOf,
  openStores,
  type RealOrigin,
  someActor,
  type TestStores,
} from '../testing/real-origin.ts';
import { actOnFindings } from './act-on-findings.ts';
import { assessPayment, assessPayout, noteCardAttempt } from './assess.ts';
import { decideFinding } from './decide-finding.ts';
import { fraudAttempts, fraudFindings } from './fraud-collections.ts';
import { committedEntries } from './testing/committed-entries.ts';
import { watchLedger } from './watch-ledger.ts';

let stores: TestStores;
let origin: RealOrigin;
let entries: ReturnType<typeof committedEntries>;
beforeAll(async () => {
  stores = await openStores(42);
  origin = await createRealOrigin(stores);
  entries = committedEntries(stores.db);
});
afterAll(() => stores.close());

async function someone(): Promise<string> {
  const { subject } = someActor();
  await openShardOf(subject, stores.wallets);
  return subject;
}

async function change(id: string, body: FraudRuleBody, enabled = true): Promise<void> {
  const { fraudRules } = origin.deps;
  const after = (await fraudRules.current()).find((rule) => rule.id === id)?.version ?? 0;
  expect(await fraudRules.put({ id, after, enabled, by: 'system', atMs: origin.clock(), body })).toBeDefined();
}

function paymentOf(userId: string, acts: (id: string) => readonly Partial<PaymentAct>[]): Payment {
  const id = randomUUID();
  const whole = { coins: 100n, fiat: 99n, reference: '', committed: false } as const;
  return {
    ...{ id, userId, provider: 'sandbox', externalId: `sb_${id}`, packageId: 'coins_100', packageVersion: 1 },
    ...{ amount: 99n, currency: 'USD', coins: 100n, product: '', createdAtMs: origin.clock(), evidence: noEvidence },
    acts: acts(id).map((act) => ({ ...whole, orderId: id, kind: 'purchase', ...act })),
  };
}

const spend = (wallet: string, amount: bigint) => {
  const intent = giftIntent({ wallet, amount });
  return origin.deps.wallet.submit(intent, fingerprintOf(intent), new Uint8Array(0));
};

describe('a first purchase', () => {
  it('is held in part before it can be spent, and only the first ones are', async () => {
    const me = await someone();
    const payment = paymentOf(me, () => [{}]);
    for (let tries = 0; tries < 2; tries += 1) {
      expect(await postActs(origin.deps.payment, payment)).toMatchObject({ kind: 'posted' });
    }
    expect(await origin.deps.wallet.state(me)).toMatchObject({ coins: 100n, heldCoins: 50n });
    expect(await spend(me, 51n)).toMatchObject({ code: 'coins_held' });
    expect(await spend(me, 50n)).toMatchObject({ kind: 'created', balance: 50n });

    const regular = await someone();
    for (let bought = 0; bought < 2; bought += 1) await entries.purchase(regular, 100n, 99n, origin.clock());
    await postActs(
      origin.deps.payment,
      paymentOf(regular, () => [{}]),
    );
    expect(await origin.deps.wallet.state(regular)).toMatchObject({ coins: 100n, heldCoins: 0n });
  });

  it('is not credited while the wallet cannot be told what is held', async () => {
    const { subject } = someActor();
    const payment = paymentOf(subject, () => [{}]);
    const { open } = walletShardKeys(walletShardOf(subject));
    await stores.wallets.redis.del(open);
    await expect(postActs(origin.deps.payment, payment)).rejects.toMatchObject({ code: 'wallet_busy' });
    await openShardOf(subject, stores.wallets);
    expect(await origin.deps.wallet.state(subject)).toMatchObject({ coins: 0n });
    await postActs(origin.deps.payment, payment);
    expect(await origin.deps.wallet.state(subject)).toMatchObject({ coins: 100n, heldCoins: 50n });
  });

  it('that went back holds no other coins', async () => {
    const me = await someone();
    const payment = paymentOf(me, (id) => [{}, { kind: 'refund', orderId: `${id}:refund-1`, reference: id }]);
    await postActs(origin.deps.payment, { ...payment, acts: payment.acts.slice(0, 1) });
    expect((await origin.deps.controls.read(me)).holds).toHaveLength(1);
    const tx = transactionId(me, `${payment.id}:purchase`);
    await postActs({ ...origin.deps.payment, isCommitted: async (id) => id === tx }, payment);
    expect((await origin.deps.controls.read(me)).holds).toEqual([]);
    expect(await origin.deps.wallet.state(me)).toMatchObject({ coins: 0n, heldCoins: 0n });
  });

  it('that went back in parts holds no other coins either, once all of it did', async () => {
    const me = await someone();
    const payment = paymentOf(me, (id) => [
      {},
      { kind: 'refund', orderId: `${id}:refund-1`, coins: 40n, fiat: 40n, reference: id },
      { kind: 'chargeback', orderId: `${id}:chargeback-2`, coins: 60n, fiat: 59n, reference: id },
    ]);
    await postActs(origin.deps.payment, { ...payment, acts: payment.acts.slice(0, 2) });
    expect((await origin.deps.controls.read(me)).holds).toHaveLength(1);
    const booked = payment.acts.map((act, at) => ({ ...act, committed: at < 2 }));
    await postActs(origin.deps.payment, { ...payment, acts: booked });
    expect((await origin.deps.controls.read(me)).holds).toEqual([]);
  });
});

describe('before a payment', () => {
  const strict: FraudRuleBody = {
    ...{ kind: 'payment_velocity', action: 'refuse' },
    parameters: { windowHours: 24, purchasesMax: 100, failuresMax: 2, cardsMax: 2 },
  };

  it('too many declined cards refuse it, once explained in the audit log', async () => {
    await change('payment-velocity', strict);
    const me = await someone();
    const attempt = { subject: me, declined: true, atMs: origin.clock() };
    for (const card of ['c1', 'c2', 'c2'])
      await noteCardAttempt(stores.db, { ...attempt, card, eventId: `${me}-${card}` });
    expect(await assessPayment(origin.deps, me)).toEqual({ kind: 'allow' });
    await noteCardAttempt(stores.db, { ...attempt, card: 'c3', eventId: `${me}-c3` });
    const refused = await assessPayment(origin.deps, me);
    expect(refused).toMatchObject({ kind: 'refuse' });
    expect(await assessPayment(origin.deps, me)).toEqual(refused);
    expect(await origin.deps.payment.mayBuy?.(me)).toBe(false);
    const id = refused.kind === 'refuse' ? refused.finding : '';
    expect(await origin.deps.audit.list({ subject: id }, undefined, 5)).toMatchObject([
      { action: 'fraud.found', details: { rule: 'payment-velocity', failures: 3, cards: 3, cardsMax: 2 } },
    ]);
    expect(await assessPayment(origin.deps, await someone())).toEqual({ kind: 'allow' });
    origin.time.aheadMs += 25 * 3_600_000;
    expect(await assessPayment(origin.deps, me)).toEqual({ kind: 'allow' });
    origin.time.aheadMs = 0;
  });

  it('cards that its provider declined are counted for their buyer, each event once', async () => {
    const me = await someone();
    const payment = paymentOf(me, () => []);
    const deps = origin.deps.payment;
    await deps.payments.create(payment, origin.clock() + 3_600_000);
    const sandbox = deps.providers.get('sandbox');
    if (sandbox === undefined) throw new Error('no sandbox');
    const declined = { externalId: payment.externalId, card: 'c9', atMs: origin.clock() };
    const event = { eventId: `evt-${payment.id}`, type: 'declined', facts: [], summary: {}, declined };
    const provider = { ...sandbox, verify: async () => ({ kind: 'done' as const, value: event }) };
    const webhook = { body: new Uint8Array(0), headers: {} };
    for (let times = 0; times < 2; times += 1) {
      await receiveWebhook({ ...deps, providers: new Map([['sandbox', provider]]) }, 'sandbox', webhook);
    }
    expect(await fraudAttempts(stores.db).find({ subject: me }).toArray()).toMatchObject([
      { card: 'c9', declined: true },
    ]);
  });

  it('a rule that only flags lets it through', async () => {
    await change('payment-velocity', {
      ...strict,
      action: 'flag',
      parameters: { ...strict.parameters, purchasesMax: 1 },
    });
    const me = await someone();
    const failed = { declined: true, subject: me, card: 'c', atMs: origin.clock() };
    for (const eventId of ['1', '2', '3']) await noteCardAttempt(stores.db, { ...failed, eventId: `${me}${eventId}` });
    expect(await assessPayment(origin.deps, me)).toEqual({ kind: 'allow' });
    expect(await fraudFindings(stores.db).countDocuments({ givers: me })).toBe(1);
  });
});

describe('before a payout', () => {
  it('findings that were not dismissed hold it, and let it go when they are', async () => {
    const [a, b] = [await someone(), await someone()];
    await entries.gift(a, b, 20_000n, origin.clock());
    await entries.gift(b, a, 20_000n, origin.clock());
    await change('gift-loop', {
      ...{ kind: 'gift_loop', action: 'flag' },
      parameters: { windowHours: 72, lengthMax: 4, coinsMin: '5000' },
    });
    await watchLedger(origin.deps);
    await actOnFindings(origin.deps);
    expect((await origin.deps.controls.read(a)).payoutHolds).toEqual([]);
    const standing = await standingOf(origin.deps.payoutDeps, a);
    expect(standing.blocks).toContain('payouts_held');
    await assessPayout(origin.deps, a);
    const screens = await fraudFindings(stores.db).find({ kind: 'payout_screen', earners: a }).toArray();
    expect(screens).toMatchObject([{ acted: true, numbers: { findings: 1, scoreMin: 80 } }]);
    expect(screens[0]?.evidence).toHaveLength(2);

    const { account: by, subject } = someActor();
    const decision = { outcome: 'dismissed', reason: 'one family', by, subject } as const;
    const loop = await fraudFindings(stores.db).findOne({ kind: 'gift_loop', earners: a });
    for (const id of [loop?._id, screens[0]?._id]) await decideFinding(origin.deps, id ?? '', decision);
    expect((await standingOf(origin.deps.payoutDeps, a)).blocks).not.toContain('payouts_held');
    expect((await standingOf(origin.deps.payoutDeps, await someone())).blocks).not.toContain('payouts_held');
  });
});
