import { GENESIS_HASH } from '@halobuzz/core/ledger/chain';
import { Binary } from 'mongodb';
import { afterAll, beforeAll } from 'vitest';
import { booksContract } from '../../testing/ledger-simulation/books.contract.ts';
import { walletStoreContract } from '../../testing/ledger-simulation/wallet-store.contract.ts';
import {
  type OwnDatabase,
  type OwnWallets,
  openOwnDatabase,
  silentLog,
  startOwnWallets,
} from '../../testing/ledger-stores.ts';
import {
  accountBalances,
  ledgerHeads,
  quarantine,
  transactionLegs,
  transactions,
} from '../adapters/mongo/ledger-collections.ts';
import { redisWallet } from '../adapters/redis/redis-wallet.ts';
import { openWalletSession, type WalletSession } from '../adapters/redis/wallet-connection.ts';
import type { Books } from './books.ts';
import { mongoBooks } from './mongo-books.ts';
import { redisWalletStore } from './redis-wallet-store.ts';

/** The stores that the simulator stands in for keep to the same contracts. */
let wallets: OwnWallets;
let database: OwnDatabase;
let session: WalletSession;
const opened: Books[] = [];
beforeAll(async () => {
  [wallets, database] = await Promise.all([startOwnWallets(), openOwnDatabase()]);
  session = await openWalletSession({ url: wallets.url, name: 'test', log: silentLog });
});
afterAll(async () => {
  session.redis.disconnect();
  await Promise.all(opened.map((books) => books.close()));
  await Promise.all([wallets.stop(), database.stop()]);
});

const run = <T>(call: Promise<T>): Promise<T> => call;

walletStoreContract('Redis', async () => {
  await session.redis.flushall();
  return { store: redisWalletStore(session), wallet: redisWallet({ session: () => session }), run };
});

booksContract('MongoDB', async () => {
  const { db, client } = database;
  for (const collection of [transactions(db), transactionLegs(db), accountBalances(db), quarantine(db)]) {
    await collection.deleteMany({});
  }
  const start = { epoch: 1n, sequence: 0n };
  const hash = new Binary(GENESIS_HASH);
  const fresh = { ...start, hash, state: 'locked', owner: null, leaseUntil: new Date(0), rebuildEpoch: 1n } as const;
  await ledgerHeads(db).updateMany({}, { $set: { ...fresh, projected: start }, $unset: { term: '', sessions: '' } });
  const [a, b] = [mongoBooks(client, db, 'a'), mongoBooks(client, db, 'b')];
  opened.push(a, b);
  return { a, b, run };
});
