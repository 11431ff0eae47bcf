import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { verifyLedger } from '../../realtime/src/ledger/verify-ledger.ts';
import { verifyAudit } from '../../realtime/src/origin/audit/verify-audit.ts';
import { type OwnDatabase, openOwnDatabase } from '../../realtime/testing/ledger-stores.ts';
import { seedConsole } from './seed-console.ts';
import { seedSizes } from './seed-sizes.ts';

let one: OwnDatabase;
let other: OwnDatabase;
beforeAll(async () => {
  [one, other] = await Promise.all([openOwnDatabase(), openOwnDatabase()]);
});
afterAll(() => Promise.all([one.stop(), other.stop()]));

const sizes = seedSizes({ users: 500, legs: 4_000, reports: 300 });
const untilMs = 1_800_000_000_000;
const made = [
  'users',
  'cases',
  'reports',
  'payments',
  'payouts',
  'approvals',
  'audit_log',
  'transactions',
  'livestreams',
];

beforeEach(async () => {
  for (const { db } of [one, other]) {
    for (const name of [...made, 'known_accounts', 'chat_messages', 'sanctions', 'fraud_findings', 'seed_progress']) {
      await db.collection(name).deleteMany({});
    }
    for (const name of ['transaction_ledger', 'accounts']) await db.collection(name).deleteMany({});
  }
});

/** @param stopAt the part after which it dies */
async function seed({ db }: OwnDatabase, stopAt?: string, over: Partial<Parameters<typeof seedConsole>[0]> = {}) {
  await seedConsole({
    ...{ db, sizes, seed: 7, untilMs },
    say(line) {
      if (stopAt !== undefined && line.includes(stopAt)) throw new Error('the power went');
    },
    ...over,
  });
}

const everything = async ({ db }: OwnDatabase) =>
  Object.fromEntries(
    await Promise.all(
      made.map(
        async (name) =>
          [
            name,
            await db
              .collection(name)
              .find({}, { sort: { _id: 1 } })
              .toArray(),
          ] as const,
      ),
    ),
  );
const indexesOf = async ({ db }: OwnDatabase, name: string) =>
  (await db.collection(name).indexes()).map(({ name: index }) => index).sort();

it('writes chains that hold, and as much as was asked for', async () => {
  const before = await indexesOf(one, 'transactions');
  await seed(one);
  const { db, client } = one;
  const ledger = await verifyLedger({
    ...{ client, db, wallets: undefined, checkpoints: undefined, onProgress: () => {} },
  });
  expect(ledger).toMatchObject({ breaks: [], problems: [] });
  expect([...ledger.totals.values()].every((total) => total === 0n)).toBe(true);
  expect(Math.abs(ledger.legs - sizes.legs)).toBeLessThan(sizes.legs / 10);
  expect(await verifyAudit(db)).toMatchObject({ ok: true, records: sizes.audit });
  for (const name of ['users', 'reports', 'cases', 'payouts', 'approvals'] as const) {
    expect([name, await db.collection(name).countDocuments()]).toEqual([name, sizes[name]]);
  }
  expect(await indexesOf(one, 'transactions')).toEqual(before);
  // Each report is in its case, each credited payment in the ledger.
  const orphans = await db
    .collection('reports')
    .aggregate([
      { $lookup: { from: 'cases', localField: 'caseId', foreignField: '_id', as: 'found' } },
      { $match: { found: [] } },
    ]);
  expect(await orphans.toArray()).toEqual([]);
  const unbooked = await db
    .collection('payments')
    .aggregate([
      { $match: { status: 'credited' } },
      { $lookup: { from: 'transactions', localField: '_id', foreignField: 'metadata.orderId', as: 'found' } },
      { $match: { found: [] } },
    ]);
  expect(await unbooked.toArray()).toEqual([]);
});

it('is the same world for the same seed, also when it was cut off in its midst', async () => {
  await seed(one);
  await expect(seed(other, 'payouts')).rejects.toThrow('the power went');
  await expect(seed(other, 'ledger 30')).rejects.toThrow('the power went');
  // Half of what follows was written, too.
  await seed(other);
  expect(await everything(other)).toEqual(await everything(one));
  expect(await indexesOf(other, 'reports')).toEqual(await indexesOf(one, 'reports'));
});

it('refuses a database that holds anything, and to go on with another world', async () => {
  await one.db.collection('known_accounts').insertOne({ firstSeenAt: new Date() }, { bypassDocumentValidation: true });
  await expect(seed(one)).rejects.toThrow(/"known_accounts".*holds documents/);
  expect(await one.db.collection('users').countDocuments()).toBe(0);
  await expect(seed(other, 'users')).rejects.toThrow('the power went');
  await expect(seed(other, undefined, { seed: 8 })).rejects.toThrow(/other sizes, seed or time/);
});
