import { walletShardOf } from '@halobuzz/core/ids';
import { GENESIS_HASH } from '@halobuzz/core/ledger/chain';
import { encodeIntent, type Intent } from '@halobuzz/core/ledger/intent';
import { accounts } from '@halobuzz/core/ledger/postings';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { giftIntent, intentOf, subject, subjectInShard } from '../../testing/intents.ts';
import { type OwnDatabase, openOwnDatabase } from '../../testing/ledger-stores.ts';
import { accountBalances, ledgerHeads, transactions } from '../adapters/mongo/ledger-collections.ts';
import type { ChainHead } from './chain-docs.ts';
import { commitBatch } from './commit-batch.ts';
import { knownBalances } from './known-balances.ts';
import { judgeEntry } from './stream-entry.ts';

let database: OwnDatabase;
beforeAll(async () => {
  database = await openOwnDatabase();
});
afterAll(() => database.stop());

const owner = 'writer-1';
const term = 1n;
const start: ChainHead = { epoch: 0n, sequence: 0n, hash: GENESIS_HASH };
let heads: Map<number, ChainHead>;
beforeEach(async () => {
  const { db } = database;
  heads = new Map();
  await Promise.all(
    ['transactions', 'transaction_ledger', 'accounts', 'payouts'].map((name) => db.collection(name).deleteMany({})),
  );
  const hash = Buffer.from(GENESIS_HASH);
  await db.collection('ledger_heads').updateMany({}, [{ $set: { owner, term, sequence: 0n, epoch: 0n, hash } }]);
});

/** Entries of one shard as its stream holds them. Wallets are taken to hold what the entry needs. */
function partOf(shard: number, intents: readonly Intent[], head = heads.get(shard) ?? start) {
  const entries = intents.map((intent, index) => {
    const change = intent.currency === 'DIAMOND' ? 0n : intent.kind === 'gift' ? -intent.amount : intent.amount;
    const fields = new Map([
      ['p', Buffer.from(encodeIntent(intent))],
      ['b', Buffer.from('1000000')],
      ['t', Buffer.from('1800000000000')],
      ['w', Buffer.from(intent.wallet)],
      ['d', Buffer.from(String(change))],
    ]);
    return judgeEntry({ epoch: head.epoch, sequence: head.sequence + BigInt(index) + 1n, fields }, shard, false);
  });
  return { shard, term, head, entries };
}

async function commit(...parts: readonly ReturnType<typeof partOf>[]) {
  const session = database.client.startSession();
  try {
    const outcome = await commitBatch(session, database.db, owner, parts, knownBalances());
    if (outcome.kind === 'committed') for (const [shard, head] of outcome.heads) heads.set(shard, head);
    return outcome;
  } finally {
    await session.endSession();
  }
}

const outcomesOf = async (...intents: readonly Intent[]) => {
  const found = await transactions(database.db)
    .find({ _id: { $in: intents.map(({ tx }) => tx) } })
    .toArray();
  return intents.map(({ tx }) => found.find(({ _id }) => _id === tx)?.outcome);
};

async function diamonds(account: string): Promise<bigint> {
  const found = await accountBalances(database.db).find({ account, currency: 'DIAMOND' }).toArray();
  return found.reduce((sum, { balance }) => sum + balance, 0n);
}

const host = subjectInShard(5);
const fan = subjectInShard(5);
const farFan = subjectInShard(9);
const gift = (from: string, earned: bigint) =>
  giftIntent({ wallet: from, counterparty: host, amount: earned * 2n, earned });
const undo = ({ wallet, counterparty, amount, earned, tx: reference }: Intent) =>
  intentOf('gift_reversal', { wallet, counterparty, amount, earned, reference, orderId: `${reference}:reversal` });
const hold = (amount: bigint) => intentOf('payout_hold', { wallet: host, amount });
const after = (kind: 'payout_post' | 'payout_void' | 'payout_return', { amount, tx }: Intent) =>
  intentOf(kind, { wallet: host, amount, reference: tx });

describe('a batch with payouts', () => {
  it('counts earnings of all shards once they are committed, and none of its own', async () => {
    const early = hold(10n);
    await commit(partOf(5, [gift(fan, 30n), early]), partOf(9, [gift(farFan, 40n)]));
    const [whole, more] = [hold(70n), hold(1n)];
    await commit(partOf(5, [whole, more]));
    expect(await outcomesOf(early, whole, more)).toEqual(['refused', 'posted', 'refused']);
    expect(await diamonds(accounts.earnings(host))).toBe(0n);
    expect(await diamonds(accounts.held(host))).toBe(70n);
  });

  it('lets no hold take the diamonds of a gift that is undone in the same batch, before or behind it', async () => {
    const [near, far] = [gift(fan, 30n), gift(farFan, 40n)];
    await commit(partOf(5, [near]), partOf(9, [far]));
    const [first, second] = [hold(31n), hold(30n)];
    await commit(partOf(5, [first, second]), partOf(9, [undo(far)]));
    expect(await outcomesOf(first, second)).toEqual(['refused', 'posted']);
    const third = hold(1n);
    await commit(partOf(5, [third, undo(near)]));
    expect(await outcomesOf(third)).toEqual(['refused']);
    expect(await diamonds(accounts.earnings(host))).toBe(-30n);
  });

  it('lets diamonds be given up that are there, and no more: not what is held, nor what the same batch takes', async () => {
    const forfeit = (amount: bigint) => intentOf('diamond_forfeit', { wallet: host, amount });
    await commit(partOf(9, [gift(farFan, 100n)]));
    const [held, tooMuch, given, more] = [hold(30n), forfeit(71n), forfeit(70n), forfeit(1n)];
    await commit(partOf(5, [held, tooMuch, given, more]));
    expect(await outcomesOf(held, tooMuch, given, more)).toEqual(['posted', 'refused', 'posted', 'refused']);
    expect(await diamonds(accounts.earnings(host))).toBe(0n);
    expect(await diamonds(accounts.held(host))).toBe(30n);
    expect(await diamonds(accounts.adjustments)).toBe(70n);
  });

  it('pays or returns a hold once, also when both are asked in the batch of the hold', async () => {
    await commit(partOf(9, [gift(farFan, 100n)]));
    const one = hold(60n);
    const [paid, again, back] = [after('payout_post', one), after('payout_post', one), after('payout_void', one)];
    const two = hold(40n);
    const undone = after('payout_void', two);
    const three = hold(40n);
    await commit(partOf(5, [one, paid, again, back, two, undone, three]));
    expect(await outcomesOf(one, paid, again, back, two, undone, three)).toEqual([
      'posted',
      'posted',
      'refused',
      'refused',
      'posted',
      'posted',
      'posted',
    ]);
    const late = after('payout_void', one);
    await commit(partOf(5, [late]));
    expect(await outcomesOf(late)).toEqual(['refused']);
    expect(await diamonds(accounts.held(host))).toBe(40n);
  });

  it('gives back what was paid once, by the post and never by the hold, whole, and to nobody else', async () => {
    await commit(partOf(9, [gift(farFan, 100n)]));
    const one = hold(60n);
    const paid = after('payout_post', one);
    const returned = after('payout_return', paid);
    const thief = subjectInShard(walletShardOf(host));
    const stolen = intentOf('payout_return', { wallet: thief, amount: 60n, reference: paid.tx });
    const part = intentOf('payout_return', { wallet: host, amount: 59n, reference: paid.tx });
    const [ofHold, twice, void_] = [
      after('payout_return', one),
      after('payout_return', paid),
      after('payout_void', paid),
    ];
    const wrong = [stolen, part, ofHold, void_];
    await commit(partOf(5, [one, ...wrong, paid]));
    expect(await outcomesOf(one, ...wrong, paid)).toEqual(['posted', ...wrong.map(() => 'refused'), 'posted']);
    expect(await diamonds(accounts.diamondRedemption)).toBe(60n);
    await commit(partOf(5, [returned, twice]));
    expect(await outcomesOf(returned, twice)).toEqual(['posted', 'refused']);
    const again = hold(100n);
    const late = after('payout_return', paid);
    await commit(partOf(5, [late, again]));
    expect(await outcomesOf(late, again)).toEqual(['refused', 'posted']);
    expect(await diamonds(accounts.diamondRedemption)).toBe(0n);
    expect(await diamonds(accounts.held(host))).toBe(100n);
  });

  it('takes nobody else’s hold, nor a part of one', async () => {
    await commit(partOf(9, [gift(farFan, 100n)]));
    const one = hold(60n);
    await commit(partOf(5, [one]));
    const thief = subjectInShard(walletShardOf(host));
    const stolen = intentOf('payout_void', { wallet: thief, amount: 60n, reference: one.tx });
    const part = intentOf('payout_void', { wallet: host, amount: 59n, reference: one.tx });
    const unknown = intentOf('payout_post', { wallet: host, amount: 60n, reference: hold(60n).tx });
    await commit(partOf(5, [stolen, part, unknown]));
    expect(await outcomesOf(stolen, part, unknown)).toEqual(['refused', 'refused', 'refused']);
  });

  it('of two writers that hold the same diamonds at once, one commits and the other sees that the head moved', async () => {
    await commit(partOf(9, [gift(farFan, 100n)]));
    const rivals = [hold(100n), hold(100n)];
    const outcomes = await Promise.all(rivals.map((one) => commit(partOf(5, [one], start))));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['committed', 'moved']);
    expect(await diamonds(accounts.held(host))).toBe(100n);
    const head = await ledgerHeads(database.db).findOne({ _id: 5 });
    expect(head?.sequence).toBe(1n);
    const late = hold(100n);
    await commit(partOf(5, [late]));
    expect(await outcomesOf(late)).toEqual(['refused']);
  });

  it('leaves other entries as they are, and a payout without a document too', async () => {
    const someone = subject();
    const shard = walletShardOf(someone);
    const plain = intentOf('adjustment_credit', { wallet: someone, amount: 5n });
    expect(await commit(partOf(shard, [plain]), partOf(5, [hold(1n)]))).toMatchObject({ kind: 'committed' });
    expect(await outcomesOf(plain)).toEqual(['posted']);
  });
});
