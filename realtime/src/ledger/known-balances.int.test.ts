import { GENESIS_HASH } from '@halobuzz/core/ledger/chain';
import { encodeIntent, type Intent } from '@halobuzz/core/ledger/intent';
import { accounts } from '@halobuzz/core/ledger/postings';
import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { giftIntent, grantIntent, subject, subjectInShard } from '../../testing/intents.ts';
import { type OwnDatabase, openOwnDatabase } from '../../testing/ledger-stores.ts';
import { accountBalances, ledgerHeads, transactionLegs } from '../adapters/mongo/ledger-collections.ts';
import type { ChainHead } from './chain-docs.ts';
import { commitBatch } from './commit-batch.ts';
import { knownBalances } from './known-balances.ts';
import { judgeEntry } from './stream-entry.ts';

let database: OwnDatabase;
let client: MongoClient;
let accountReads = 0;
beforeAll(async () => {
  database = await openOwnDatabase();
  client = new MongoClient(database.uri, { writeConcern: { w: 'majority', journal: true }, monitorCommands: true });
  await client.connect();
  client.on('commandStarted', ({ command }) => {
    if (command.find === 'accounts') accountReads += 1;
  });
});
afterAll(async () => {
  await client.close();
  await database.stop();
});

const owner = 'writer-1';
const term = 1n;
const shard = 7;
const seed = Number(process.env.BALANCES_SEED ?? Date.now() % 1e6);

it(`seed ${seed}: balances are right whoever commits by turns, and read only where somebody else has committed`, async () => {
  const db = client.db(database.name);
  const random = seededRandom(seed);
  const start: ChainHead = { epoch: 1n, sequence: 0n, hash: GENESIS_HASH };
  const leaseUntil = new Date(Date.now() + 60_000);
  await ledgerHeads(db).updateOne({ _id: shard }, { $set: { owner, term, epoch: start.epoch, leaseUntil } });
  // Two processes, and one that remembers hardly anything.
  const processes = [knownBalances(), knownBalances(), knownBalances(2)];
  const givers = [subjectInShard(shard), subjectInShard(shard)];
  const hosts = [subject(), subject(), subject()];
  const coins = new Map<string, bigint>();
  const pick = <T>(list: readonly T[]): T => {
    const found = list[random.below(list.length)];
    if (found === undefined) throw new Error('an empty list');
    return found;
  };
  let head = start;
  const entryOf = (intent: Intent, ahead: number) => {
    const change = intent.kind === 'gift' ? -intent.amount : intent.amount;
    const balance = (coins.get(intent.wallet) ?? 0n) + change;
    coins.set(intent.wallet, balance);
    const fields = new Map([
      ['p', Buffer.from(encodeIntent(intent))],
      ['b', Buffer.from(balance.toString())],
      ['t', Buffer.from('1800000000000')],
      ['w', Buffer.from(intent.wallet)],
      ['d', Buffer.from(change.toString())],
    ]);
    return judgeEntry({ epoch: head.epoch, sequence: head.sequence + BigInt(ahead) + 1n, fields }, shard, false);
  };
  const commit = async (by: number, intents: readonly Intent[]): Promise<void> => {
    const session = client.startSession();
    const entries = intents.map(entryOf);
    const known = processes[by];
    if (known === undefined) throw new Error('no such process');
    const outcome = await commitBatch(session, db, owner, [{ shard, term, head, entries }], known);
    await session.endSession();
    if (outcome.kind !== 'committed') throw new Error(`the batch was ${outcome.kind}`);
    head = outcome.heads.get(shard) ?? head;
  };
  const gift = () =>
    giftIntent({ wallet: pick(givers), counterparty: pick(hosts), amount: 3n + BigInt(random.below(9)), earned: 3n });

  await commit(
    0,
    givers.map((wallet) => grantIntent({ wallet, amount: 1_000n })),
  );
  for (let round = 0; round < 20; round += 1) {
    await commit(random.below(3), Array.from({ length: 1 + random.below(3) }, gift));
  }
  const sums = new Map<string, bigint>();
  for (const leg of await transactionLegs(db).find({ shard }).sort({ _id: 1 }).toArray()) {
    const id = `${leg.account}|${leg.currency}|${shard}`;
    sums.set(id, (sums.get(id) ?? 0n) + leg.amount);
    expect([leg._id, leg.balance]).toEqual([leg._id, sums.get(id)]);
  }
  const stored = await accountBalances(db).find({ shard }).toArray();
  expect(new Map(stored.map(({ _id, balance }) => [_id, balance]))).toEqual(sums);
  expect(stored.map(({ account }) => account)).toContain(accounts.wallet(givers[0] ?? ''));

  const toAll = () =>
    hosts.map((counterparty) => giftIntent({ wallet: pick(givers), counterparty, amount: 9n, earned: 3n }));
  await commit(0, toAll());
  const readsOf = async (by: number): Promise<number> => {
    const before = accountReads;
    await commit(by, toAll());
    return accountReads - before;
  };
  expect(await readsOf(0)).toBe(0);
  expect(await readsOf(0)).toBe(0);
  expect(await readsOf(1)).toBe(1);
  expect(await readsOf(0)).toBe(1);
  expect(await readsOf(2)).toBe(1);
  expect(await readsOf(2)).toBe(1);
});
