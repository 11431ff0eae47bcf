import { randomBytes } from 'node:crypto';
import { accounts } from '@halobuzz/core/ledger/postings';
import { Binary, type Db, Long } from 'mongodb';
import type { HalobuzzApi } from '../demo/halobuzz-api.ts';
import { eventually } from '../e2e/eventually.ts';
import { codeFor, newParticulars } from '../e2e/person.ts';
import { inChunks } from './in-chunks.ts';

/** A shard that no writer owns: what is planted disturbs no chain. */
const plantedShard = 99;

export interface RichAccount {
  readonly username: string;
  readonly email: string;
  readonly subject: string;
  /** @returns an access token with a fresh proof */
  readonly signIn: () => Promise<string>;
}

/** A new account with one coin of the ledger's own and so many legs behind it, a fourth of them with entries. */
export async function openRichAccount(api: HalobuzzApi, db: Db, count: number): Promise<RichAccount> {
  const { username, email, password } = newParticulars('bench');
  await api.register({ username, email, password });
  const signIn = async (): Promise<string> =>
    (await api.login(username, password, { id: `bench-${username}`, name: 'bench' })).accessToken;
  const accessToken = await signIn();
  await api.verifyEmail(accessToken, await codeFor(api, email));
  const { tx } = await api.grant(accessToken, 1n, username);
  const transactions = db.collection<{ _id: string; userId: string }>('transactions');
  const granted = await eventually(
    'the coin in the books',
    () => transactions.findOne({ _id: tx }),
    (found) => found !== null,
  );
  const subject = granted?.userId ?? '';
  await plant(db, subject, count);
  return { username, email, subject, signIn };
}

async function plant(db: Db, subject: string, count: number): Promise<void> {
  const hash = new Binary(Buffer.alloc(32, 1));
  const own = { userId: subject, shard: plantedShard, epoch: Long.ONE, currency: 'COIN' };
  const begin = Date.now() - count;
  const options = { ordered: false } as const;
  const id = (n: number): string => `${subject}-${n}`;
  const leg = (n: number) => ({
    ...{ _id: id(n), transactionId: randomBytes(32).toString('hex'), ...own, account: accounts.wallet(subject) },
    ...{ amount: Long.fromNumber(-(n % 500)), type: 'debit', balance: Long.fromNumber(count - n) },
    ...{ sequence: Long.fromNumber(n), timestamp: new Date(begin + n), hash },
  });
  const entry = (n: number) => ({
    ...{ _id: id(n), ...own, type: 'gift', status: 'completed', amount: Long.fromNumber(n % 500) },
    ...{ counterparty: `s${'b'.repeat(26)}`, roomId: 'room', giftId: 'rose', giftVersion: Long.ONE },
    ...{ quantity: Long.ONE, sequence: plantedSequence(), balanceAfter: Long.fromNumber(count - n) },
    ...{ hash, previousHash: hash, intent: hash, createdAt: new Date(begin + n), metadata: { clientId: id(n) } },
  });
  const plantedIn = (name: string) => (made: { _id: string }[]) =>
    db.collection<{ _id: string }>(name).insertMany(made, options);
  await inChunks(count, leg, plantedIn('transaction_ledger'));
  await inChunks(Math.ceil(count / 4), (n) => entry(4 * n), plantedIn('transactions'));
}

let planted = 0;
/** Unique in the shard, whosever entry it is. */
function plantedSequence(): Long {
  planted += 1;
  return Long.fromNumber(planted);
}
