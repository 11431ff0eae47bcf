import { accounts } from '@halobuzz/core/ledger/postings';
import { Long } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giftIntent, intentOf, subject } from '../../../../testing/intents.ts';
import { type LedgerBench, openLedgerBench, until } from '../../../../testing/ledger-process.ts';
import { paidPayment } from '../../../../testing/payments.ts';
import { submit } from '../../../../testing/wallet.contract.ts';
import { accountBalances, transactions } from '../../../adapters/mongo/ledger-collections.ts';
import { fingerprintOf } from '../../../ledger/fingerprint.ts';
import { mongoPaymentLedger } from '../../mongo/mongo-payment-ledger.ts';
import { mongoPayments } from '../../mongo/mongo-payments.ts';
import { payoutDocuments } from '../../mongo/mongo-payouts.ts';
import { standingOfMoney } from './money-standing.ts';
import { erasedOrders, type SettleDeps, settleMoney } from './settle-money.ts';
import { allDocuments, collectionsWith } from './testing/erase-all.ts';

let bench: LedgerBench;
let deps: SettleDeps;
beforeAll(async () => {
  bench = await openLedgerBench();
  await bench.start().ready();
  const { db } = bench.database;
  deps = { db, wallet: bench.wallet, isCommitted: (tx) => mongoPaymentLedger(db).isCommitted(tx) };
});
afterAll(() => bench.close());

let erasures = 0;
function leaving() {
  erasures += 1;
  const id = `er_${'abcdefghijkl'.charAt(erasures).repeat(26)}`;
  return { erasureId: id, accountId: `a${'b'.repeat(26)}`, subject: subject(), username: 'gone' };
}

async function post(kind: Parameters<typeof intentOf>[0], wallet: string, amount: bigint, more: object = {}) {
  const intent = intentOf(kind, { wallet, amount, ...more });
  await bench.wallet.post(intent, fingerprintOf(intent), deps.isCommitted);
  await until('it is committed', () => deps.isCommitted(intent.tx));
  return intent.tx;
}

/** As the edge does: looks again until it is done. */
async function settle(person: ReturnType<typeof leaving>): Promise<void> {
  await until('the money is settled', async () => (await settleMoney(deps, person)).done);
}

const entriesOf = ({ subject: wallet }: { readonly subject: string }) =>
  transactions(bench.database.db)
    .find({ 'metadata.orderId': { $gt: erasedOrders(wallet), $lt: `${erasedOrders(wallet)}~` } })
    .sort({ createdAt: 1 })
    .toArray();

async function expectZero(wallet: string): Promise<void> {
  const balances = await accountBalances(bench.database.db).find({ userId: wallet }).toArray();
  const sums = new Map<string, bigint>();
  for (const { account, balance } of balances) sums.set(account, (sums.get(account) ?? 0n) + balance);
  expect([...sums.values()].filter((sum) => sum !== 0n)).toEqual([]);
  expect(await bench.wallet.state(wallet)).toMatchObject({ coins: 0n, owed: 0n });
  expect(await bench.verify()).toMatchObject({ breaks: [], problems: [] });
}

describe('the money of somebody who leaves', () => {
  it('is brought to zero: coins, diamonds of all shards, each by one order however often it is asked for', async () => {
    const person = leaving();
    const fans = [subject(), subject(), subject()];
    await post('promotion', person.subject, 120n);
    for (const fan of fans) {
      await post('promotion', fan, 100n);
      await submit(bench.wallet, giftIntent({ wallet: fan, counterparty: person.subject, amount: 20n, earned: 10n }));
    }
    await until('diamonds came', async () => (await standingOfMoney(deps, person.subject)).diamonds === 30n);
    await Promise.all([settle(person), settle(person)]);
    await settle(person);
    const entries = await entriesOf(person);
    expect(entries.map(({ type, amount, outcome }) => [type, amount, outcome])).toEqual([
      ['adjustment_debit', 120n, 'posted'],
      ['diamond_forfeit', 30n, 'posted'],
    ]);
    expect(entries.map(({ metadata }) => metadata.reason)).toEqual(['account erased', 'account erased']);
    // The erasure's id stands beside the account's in its tombstone: an entry with it would lead from one to the other.
    expect(collectionsWith(await allDocuments(bench.database.db), person.erasureId)).toEqual([]);
    await expectZero(person.subject);
    const given = await accountBalances(bench.database.db).find({ account: accounts.adjustments }).toArray();
    expect(given.reduce((sum, { balance }) => sum + balance, 0n)).toBe(150n);
  });

  it('takes what comes in between as well, by an order of its own', async () => {
    const person = leaving();
    await post('promotion', person.subject, 50n);
    expect((await settleMoney(deps, person)).done).toBe(false);
    await post('adjustment_credit', person.subject, 7n);
    await settle(person);
    const amounts = (await entriesOf(person)).map(({ amount }) => amount);
    expect(amounts.reduce((sum, amount) => sum + amount, 0n)).toBe(57n);
    await expectZero(person.subject);
  });

  it('writes off what they came to owe while they waited', async () => {
    const person = leaving();
    const bought = await post('purchase', person.subject, 80n);
    await submit(bench.wallet, giftIntent({ wallet: person.subject, amount: 60n }));
    await post('chargeback', person.subject, 80n, { reference: bought });
    expect((await standingOfMoney(deps, person.subject)).owed).toBe(60n);
    await settle(person);
    expect((await entriesOf(person)).map(({ type, amount }) => [type, amount])).toEqual([['adjustment_credit', 60n]]);
    await expectZero(person.subject);
  });

  it('waits for a payment that is still on its way, and moves nothing meanwhile', async () => {
    const person = leaving();
    const payments = mongoPayments(bench.database.db, Date.now);
    await payments.create(
      paidPayment({ id: 'pay_leaving', userId: person.subject, amount: 499n, coins: 500n }),
      Date.now(),
    );
    await post('promotion', person.subject, 5n);
    expect(await settleMoney(deps, person)).toEqual({ done: false, waits: true, counts: {} });
    expect(await entriesOf(person)).toEqual([]);
    const stands = (change: object) =>
      bench.database.db.collection('payments').updateOne({ userId: person.subject }, { $set: change });
    // Booked, but for a refund that is still to be sent.
    const refund = { key: 'k', amount: Long.fromNumber(1), reason: '', by: 'system', at: new Date() };
    const refundRequests = [{ ...refund, state: 'requested' }];
    await stands({ status: 'credited', 'acts.$[].committed': true, refundRequests });
    expect((await standingOfMoney(deps, person.subject)).paymentOpen).toBe(true);
    // As most stay for ever: only some shops want to hear that a purchase was delivered.
    await stands({ 'refundRequests.0.state': 'sent', finished: false });
    await settle(person);
    await expectZero(person.subject);
  });

  it.each(['expired', 'failed', 'credited', 'refunded'])(
    'does not wait for a payment that is %s, whether or not its shop was told',
    async (status) => {
      const person = leaving();
      const { db } = bench.database;
      const payment = paidPayment({ id: `pay_${status}`, userId: person.subject, amount: 499n, coins: 500n });
      await mongoPayments(db, Date.now).create({ ...payment, acts: [] }, Date.now());
      await db.collection('payments').updateOne({ userId: person.subject }, { $set: { status } });
      expect(await standingOfMoney(deps, person.subject)).toMatchObject({ paymentOpen: false });
      expect((await settleMoney(deps, person)).done).toBe(true);
    },
  );

  it('waits for coins that were promised and not given yet', async () => {
    const person = leaving();
    const grants = bench.database.db.collection<{ _id: string }>('promotion_grants');
    const at = new Date();
    const grant = { campaignId: 'c', userId: person.subject, coins: Long.fromNumber(5), by: 'staff', createdAt: at };
    await grants.insertOne({ ...{ _id: 'pg_leaving', ...grant, status: 'pending', nextAt: at, tries: 0 } } as never); // Typed by its schema alone.
    expect(await settleMoney(deps, person)).toEqual({ done: false, waits: true, counts: {} });
    await grants.updateOne({ _id: 'pg_leaving' }, { $set: { status: 'refused' } });
    expect((await settleMoney(deps, person)).done).toBe(true);
  });

  it('waits for diamonds of a payout whose money came back', async () => {
    const person = leaving();
    const payouts = payoutDocuments(bench.database.db);
    const at = new Date();
    await payouts.insertOne({
      ...({
        _id: 'po_leaving',
        status: 'returned',
        ledger: 'posted',
        currency: 'DIAMOND',
        fiatCurrency: 'USD',
      } as const),
      ...{ userId: person.subject, amount: 5n, fiat: 1n, rateVersion: 1, cancelAsked: false, needed: 1 },
      ...{ approvals: [], reasons: [], tries: 0, history: [], audited: 0 },
      ...{ nextAt: at, expiresAt: at, createdAt: at, updatedAt: at, askAt: at },
    });
    expect(await settleMoney(deps, person)).toEqual({ done: false, waits: true, counts: {} });
    await payouts.updateOne({ _id: 'po_leaving' }, { $set: { ledger: 'returned' } });
    expect((await settleMoney(deps, person)).done).toBe(true);
  });

  it('is nobody’s after a restore, when no subject is known: there is nothing to do', async () => {
    expect(await settleMoney(deps, { ...leaving(), subject: '' })).toEqual({ done: true, waits: false, counts: {} });
  });
});
