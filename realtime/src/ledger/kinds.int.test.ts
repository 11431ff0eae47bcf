import { walletShardOf } from '@halobuzz/core/ids';
import { walletShardKeys } from '@halobuzz/core/ledger/keys';
import type { IntentKind } from '@halobuzz/core/ledger/kinds';
import { accounts } from '@halobuzz/core/ledger/postings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giftIntent, intentOf, subject } from '../../testing/intents.ts';
import { type LedgerBench, openLedgerBench, type RunningLedger, until } from '../../testing/ledger-process.ts';
import { paidPayment } from '../../testing/payments.ts';
import { submit } from '../../testing/wallet.contract.ts';
import { accountBalances, ledgerHeads, transactions } from '../adapters/mongo/ledger-collections.ts';
import { mongoPayments } from '../origin/mongo/mongo-payments.ts';
import { fingerprintOf } from './fingerprint.ts';

let bench: LedgerBench;
let ledger: RunningLedger;
let committed = 0;

beforeAll(async () => {
  bench = await openLedgerBench();
  ledger = bench.start();
  await ledger.ready();
});
afterAll(() => bench.close());

const isCommitted = async (tx: string) =>
  (await transactions(bench.database.db).findOne({ _id: tx }, { readConcern: { level: 'majority' } })) !== null;

/** Takes an order and waits for its commit; answers the transaction as stored. */
async function post(kind: IntentKind, wallet: string, amount: bigint, orderId: string, reference?: string) {
  const more = reference === undefined ? {} : { reference };
  const intent = intentOf(kind, { wallet, amount, orderId, clientId: orderId, ...more });
  expect(await bench.wallet.post(intent, fingerprintOf(intent), isCommitted)).toMatchObject({ kind: 'created' });
  committed += 1;
  await bench.committed(committed);
  expect(await bench.wallet.post(intent, fingerprintOf(intent), isCommitted)).toEqual({ kind: 'committed' });
  return (await transactions(bench.database.db).findOne({ _id: intent.tx })) ?? undefined;
}

async function balances(...names: string[]): Promise<Record<string, string>> {
  const found = await accountBalances(bench.database.db)
    .find({ account: { $in: names } })
    .toArray();
  const sums = new Map<string, bigint>();
  for (const { account, currency, balance } of found) {
    const key = `${account.split(':')[0]} ${currency}`;
    sums.set(key, (sums.get(key) ?? 0n) + balance);
  }
  return Object.fromEntries([...sums].map(([key, sum]) => [key, String(sum)]));
}

async function soundLedger(): Promise<void> {
  expect(await bench.verify()).toMatchObject({ breaks: [], problems: [], entries: committed });
}

describe('an order in the ledger', () => {
  it('credits a payment in the transaction that writes it, and takes coins back into a debt', async () => {
    const buyer = subject();
    const payments = mongoPayments(bench.database.db, Date.now);
    const paid = paidPayment({ id: 'pay_a', userId: buyer, amount: 499n, coins: 500n });
    await payments.create(paid, Date.now());
    const bought = await post('purchase', buyer, 500n, 'pay_a');
    expect(bought).toMatchObject({ status: 'completed', outcome: 'posted', change: 500n, balanceAfter: 500n });
    expect(await payments.get('pay_a')).toMatchObject({ status: 'credited', payment: { acts: [{ committed: true }] } });

    await submit(bench.wallet, giftIntent({ wallet: buyer, amount: 380n }));
    committed += 1;
    const back = await post('refund', buyer, 500n, 'pay_a:refund-1', bought?._id);
    expect(back).toMatchObject({ amount: 500n, change: -120n, balanceAfter: 0n });
    expect(await balances(accounts.wallet(buyer), accounts.receivable(buyer))).toEqual({
      'wallet COIN': '0',
      'receivable COIN': '-380',
    });
    await soundLedger();
  });

  it('is taken once also when its id was forgotten by Redis, and keeps its id until the commit was seen', async () => {
    const buyer = subject();
    const intent = intentOf('purchase', { wallet: buyer, amount: 70n, orderId: 'pay_b', clientId: 'pay_b' });
    await post('purchase', buyer, 70n, 'pay_b');
    const keys = walletShardKeys(walletShardOf(buyer));
    const redis = bench.connection.session()?.redis;
    const epoch = Number(await redis?.hget(keys.head, 'epoch'));
    await until('the id has an end', async () => ((await redis?.pttl(keys.idempotency(epoch, intent.tx))) ?? -1) > 0);
    await redis?.del(keys.idempotency(epoch, intent.tx));
    expect(await bench.wallet.post(intent, fingerprintOf(intent), isCommitted)).toEqual({ kind: 'committed' });
    expect(await bench.wallet.balance(buyer)).toBe(70n);
    await soundLedger();
  });

  it('holds diamonds only where they are, and pays or returns each hold once', async () => {
    const [host, fan] = [subject(), subject()];
    await post('promotion', fan, 1_000n, 'promo_1');
    await submit(bench.wallet, giftIntent({ wallet: fan, counterparty: host, amount: 200n, earned: 100n }));
    committed += 1;
    await bench.committed(committed);
    const first = await post('payout_hold', host, 70n, 'po_1');
    expect(first).toMatchObject({ status: 'completed', outcome: 'posted', change: 0n });
    expect(await post('payout_hold', host, 31n, 'po_2')).toMatchObject({ status: 'refused', outcome: 'refused' });
    const second = await post('payout_hold', host, 30n, 'po_3');
    expect(second).toMatchObject({ outcome: 'posted' });
    expect(await post('payout_post', host, 70n, 'po_1:post', first?._id)).toMatchObject({ outcome: 'posted' });
    expect(await post('payout_void', host, 70n, 'po_1:void', first?._id)).toMatchObject({ outcome: 'refused' });
    expect(await post('payout_void', host, 30n, 'po_3:void', second?._id)).toMatchObject({ outcome: 'posted' });
    expect(await balances(accounts.earnings(host), accounts.held(host))).toEqual({
      'earnings DIAMOND': '30',
      'held DIAMOND': '0',
    });
    await soundLedger();
  });

  it('survives a rebuild: coins, debts and what was spent today come back', async () => {
    const buyer = subject();
    const shard = walletShardOf(buyer);
    const bought = await post('purchase', buyer, 300n, 'pay_c');
    await submit(bench.wallet, giftIntent({ wallet: buyer, amount: 260n }));
    committed += 1;
    await post('chargeback', buyer, 300n, 'pay_c:dispute-1', bought?._id);
    const before = await bench.wallet.state(buyer);
    expect(before).toMatchObject({ coins: 0n, owed: 260n, spentToday: 260n });
    const epoch = (await ledgerHeads(bench.database.db).findOne({ _id: shard }))?.epoch ?? 0n;
    await bench.connection.session()?.redis.del(walletShardKeys(shard).head);
    await until('a new epoch', async () => {
      const head = await ledgerHeads(bench.database.db).findOne({ _id: shard });
      return head?.state === 'open' && head.epoch > epoch;
    });
    await until('the wallet answers', async () => (await bench.wallet.state(buyer)) !== undefined);
    expect(await bench.wallet.state(buyer)).toEqual(before);
    await soundLedger();
  });
});
