import { WALLET_SHARDS } from '@halobuzz/core/limits';
import { BSON, type Db, type IndexDescription } from 'mongodb';
import { Problem } from '../problem.ts';
import { seedAudit } from './seed-audit.ts';
import { seedCases, seedSanctions } from './seed-cases.ts';
import { seedApprovals, seedFindings, seedPayouts } from './seed-finance.ts';
import { buyersByShard, seedShard } from './seed-ledger.ts';
import { seedPayments } from './seed-payments.ts';
import { seedBroadcasts, seedChat, seedUsers } from './seed-people.ts';
import { buyersOf, type SeedSizes } from './seed-sizes.ts';
import type { SeedWorld } from './seeded.ts';

/** A part of the world that is written whole, however often it is begun. */
interface Part {
  readonly id: string;
  readonly write: () => Promise<void>;
}

interface Progress {
  readonly _id: string;
  readonly of?: string;
  /** As extended JSON: names of fields stand in it as keys. */
  readonly indexes?: string;
}

export interface SeedConsole {
  readonly db: Db;
  readonly sizes: SeedSizes;
  readonly seed: number;
  readonly untilMs: number;
  readonly say: (line: string) => void;
}

/** What is written by the million gets its indexes afterwards: one sort is faster than a million places. */
const indexedLast = ['transactions', 'transaction_ledger', 'users', 'reports', 'audit_log'];
/** Made by migrations; everything else must be empty. */
const filledByMigrations = ['migrations', 'ledger_heads', 'gifts', 'coin_packages', 'payout_rates', 'fraud_rules'];

/**
 * Fills a migrated database with a world that is the same for the same seed, sizes and time. What was cut off goes on with
 * the part that it was at. @throws Problem when the database holds something that is no part of the same world
 */
export async function seedConsole({ db, sizes, seed, untilMs, say }: SeedConsole): Promise<void> {
  const world: SeedWorld = { seed, untilMs, users: sizes.users };
  const progress = db.collection<Progress>('seed_progress');
  await begin(db, JSON.stringify({ sizes, ...world }));
  const parts = partsOf(db, world, sizes);
  const done = new Set((await progress.find({}, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id));
  const beganMs = performance.now();
  for (const [index, { id, write }] of parts.entries()) {
    if (done.has(id)) continue;
    await write();
    await progress.insertOne({ _id: id });
    const seconds = ((performance.now() - beganMs) / 1_000).toFixed(0);
    say(
      `  ${index + 1} of ${parts.length}, ${id}: ${seconds} s, ${Math.round(process.memoryUsage.rss() / 1024 ** 2)} MiB`,
    );
  }
  await restoreIndexes(db);
  await progress.drop();
}

function partsOf(db: Db, world: SeedWorld, sizes: SeedSizes): readonly Part[] {
  const buyers = buyersOf(sizes);
  let shards: readonly (readonly number[])[] | undefined;
  const ledger = Array.from({ length: WALLET_SHARDS }, (_, shard) => ({
    id: `ledger ${shard}`,
    async write() {
      shards ??= buyersByShard(world, buyers);
      await seedShard(db, world, shard, { buyers: shards[shard] ?? [], totalBuyers: buyers, legs: sizes.legs });
    },
  }));
  return [
    { id: 'users', write: () => seedUsers(db, world) },
    { id: 'broadcasts', write: () => seedBroadcasts(db, world, sizes.broadcasts, sizes.live) },
    { id: 'chat', write: () => seedChat(db, world, sizes.chat, sizes.live) },
    { id: 'cases', write: () => seedCases(db, world, sizes.cases, sizes.reports) },
    { id: 'sanctions', write: () => seedSanctions(db, world, sizes.sanctions) },
    { id: 'payments', write: () => seedPayments(db, world, buyers) },
    { id: 'payouts', write: () => seedPayouts(db, world, sizes.payouts) },
    { id: 'approvals', write: () => seedApprovals(db, world, sizes.approvals) },
    { id: 'findings', write: () => seedFindings(db, world, sizes.findings) },
    { id: 'audit log', write: () => seedAudit(db, world, sizes.audit) },
    ...ledger,
  ];
}

/** Remembers which world it is, and takes the indexes of large collections away. */
async function begin(db: Db, of: string): Promise<void> {
  const progress = db.collection<Progress>('seed_progress');
  const known = await progress.findOne({ _id: 'world' });
  if (known !== null && known.of !== of) {
    throw new Problem('a seed of other sizes, seed or time was begun here; go on with those, or drop the database');
  }
  if (known === null) {
    await refuseFilled(db);
    await progress.insertOne({ _id: 'world', of });
  }
  for (const name of indexedLast) {
    if ((await progress.findOne({ _id: `indexes ${name}` })) !== null) continue;
    const indexes = (await db.collection(name).indexes()).filter(({ name: index }) => index !== '_id_');
    await progress.insertOne({
      _id: `indexes ${name}`,
      indexes: BSON.EJSON.stringify(indexes.map(({ v: _, ...index }) => index)),
    });
  }
  for (const name of indexedLast) await db.collection(name).dropIndexes();
}

async function refuseFilled(db: Db): Promise<void> {
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray()) {
    if (filledByMigrations.includes(name) || name.startsWith('system.') || name === 'seed_progress') continue;
    if ((await db.collection(name).findOne({}, { projection: { _id: 1 } })) === null) continue;
    throw new Problem(`"${name}" of the database "${db.databaseName}" holds documents: seed an empty database`);
  }
}

async function restoreIndexes(db: Db): Promise<void> {
  const progress = db.collection<Progress>('seed_progress');
  for (const name of indexedLast) {
    const kept = await progress.findOne({ _id: `indexes ${name}` });
    // Written by `begin` from what the server itself told.
    const indexes = BSON.EJSON.parse(kept?.indexes ?? '[]') as IndexDescription[];
    if (indexes.length > 0) await db.collection(name).createIndexes(indexes);
  }
}
