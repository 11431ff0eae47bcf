import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { accounts } from '@halobuzz/core/ledger/postings';
import { Binary, type Db, Long } from 'mongodb';
import type { HalobuzzApi } from '../demo/halobuzz-api.ts';

const insertedAtOnce = 10_000;
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
  const username = `bench_${randomBytes(5).toString('hex')}`;
  const person = { username, email: `${username}@bench.example`, password: randomBytes(12).toString('base64url') };
  await api.register(person);
  const signIn = async (): Promise<string> =>
    (await api.login(username, person.password, { id: `bench-${username}`, name: 'bench' })).accessToken;
  const accessToken = await signIn();
  let code: string | undefined;
  while (code === undefined) {
    code = await api.mailedCode(person.email);
    if (code === undefined) await sleep(100);
  }
  await api.verifyEmail(accessToken, code);
  const { tx } = await api.grant(accessToken, 1n, username);
  const transactions = db.collection<{ _id: string; userId: string }>('transactions');
  let subject: string | undefined;
  while (subject === undefined) {
    subject = (await transactions.findOne({ _id: tx }))?.userId;
    if (subject === undefined) await sleep(100);
  }
  await plant(db, subject, count);
  return { username, email: person.email, subject, signIn };
}

async function plant(db: Db, subject: string, count: number): Promise<void> {
  const hash = new Binary(Buffer.alloc(32, 1));
  const own = { userId: subject, shard: plantedShard, epoch: Long.ONE, currency: 'COIN' };
  const begin = Date.now() - count;
  const options = { ordered: false } as const;
  for (let from = 0; from < count; from += insertedAtOnce) {
    const numbers = Array.from({ length: Math.min(insertedAtOnce, count - from) }, (_, n) => from + n);
    const id = (n: number): string => `${subject}-${n}`;
    await db.collection<{ _id: string }>('transaction_ledger').insertMany(
      numbers.map((n) => ({
        ...{ _id: id(n), transactionId: randomBytes(32).toString('hex'), ...own, account: accounts.wallet(subject) },
        ...{ amount: Long.fromNumber(-(n % 500)), type: 'debit', balance: Long.fromNumber(count - n) },
        ...{ sequence: Long.fromNumber(n), timestamp: new Date(begin + n), hash },
      })),
      options,
    );
    const entries = numbers.filter((n) => n % 4 === 0);
    await db.collection<{ _id: string }>('transactions').insertMany(
      entries.map((n) => ({
        ...{ _id: id(n), ...own, type: 'gift', status: 'completed', amount: Long.fromNumber(n % 500) },
        ...{ counterparty: `s${'b'.repeat(26)}`, roomId: 'room', giftId: 'rose', giftVersion: Long.ONE },
        ...{ quantity: Long.ONE, sequence: plantedSequence(), balanceAfter: Long.fromNumber(count - n) },
        ...{ hash, previousHash: hash, intent: hash, createdAt: new Date(begin + n), metadata: { clientId: id(n) } },
      })),
      options,
    );
  }
}

let planted = 0;
/** Unique in the shard, whosever entry it is. */
function plantedSequence(): Long {
  planted += 1;
  return Long.fromNumber(planted);
}
