import { randomUUID } from 'node:crypto';
import { initialGifts } from '@halobuzz/core/gifts';
import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allMigrations } from './all-migrations.ts';
import { ensureCollections } from './ensure-collection.ts';
import { checkInstall } from './install.ts';
import { filledText } from './json-schema.ts';
import type { Migration } from './migration.ts';
import { migrateDown, migrateUp, migrationStatus, type RunOptions } from './run-migrations.ts';

let client: MongoClient;
const opened: Db[] = [];

beforeAll(async () => {
  client = await new MongoClient(process.env.TEST_MONGODB_URI ?? '').connect();
});
afterAll(async () => {
  await Promise.all(opened.map((db) => db.dropDatabase()));
  await client.close();
});

function freshDb(): Db {
  const db = client.db(`mig_${randomUUID().slice(0, 8)}`);
  opened.push(db);
  return db;
}

/** What the tests below go through step by step, however many steps follow. */
const firstSteps = allMigrations.slice(0, 3);

function options(migrations: readonly Migration[] = allMigrations): RunOptions {
  return { migrations, owner: randomUUID(), leaseMs: 30_000, say: () => {} };
}

async function indexesOf(db: Db, name: string): Promise<Record<string, unknown>[]> {
  return (await db.collection(name).indexes()).map(({ v: _v, name: _name, ...rest }) => rest);
}

describe('the migrations', () => {
  it('create the indexes that the customer named, and validators everywhere', async () => {
    const db = freshDb();
    expect(await migrateUp(db, options())).toEqual(allMigrations.map((migration) => migration.id));
    expect(await indexesOf(db, 'users')).toEqual([
      { key: { _id: 1 } },
      { key: { email: 1, status: 1, isBanned: 1 } },
      { key: { username: 1, status: 1, isBanned: 1 } },
    ]);
    expect(await indexesOf(db, 'livestreams')).toContainEqual({
      key: { status: 1, category: 1, country: 1, currentViewers: -1 },
    });
    expect(await indexesOf(db, 'transactions')).toContainEqual({ key: { userId: 1, status: 1, createdAt: -1 } });
    expect(await indexesOf(db, 'transactions')).toContainEqual({
      key: { 'metadata.orderId': 1 },
      unique: true,
      sparse: true,
    });
    expect(await indexesOf(db, 'failed_transactions')).toContainEqual({
      key: { createdAt: 1 },
      expireAfterSeconds: 2_592_000,
    });

    const collections = await db.listCollections().toArray();
    expect(collections.map(({ name }) => name).sort()).toEqual(
      [
        ...['users', 'livestreams', 'transactions', 'transaction_ledger', 'accounts', 'ledger_heads'],
        ...['ledger_checkpoints', 'ledger_quarantine', 'failed_transactions', 'payments', 'payouts', 'webhook_events'],
        ...['audit_log', 'consents', 'data_exports', 'follows', 'blocks', 'reports', 'sanctions', 'chat_messages'],
        ...[
          'gifts',
          'battles',
          'push_tokens',
          'images',
          'rollups_hourly',
          'rollups_daily',
          'migrations',
          'idempotency_keys',
        ],
        ...['known_accounts', 'person_counters', 'room_moderators', 'keyword_terms', 'host_viewers', 'rollups_gifts'],
        ...['keyword_changes', 'room_acts'],
        ...['wallet_controls', 'coin_packages', 'catalogue_state', 'reconciliation_findings', 'sandbox_payments'],
        ...['dispute_work', 'finance_exports', 'ledger_keys', 'ledger_verifications'],
        ...['fraud_rules', 'fraud_findings', 'fraud_activity', 'fraud_wallets', 'fraud_cursors'],
        ...['privacy_requests', 'unprofiled_subjects', 'rollups_platform', 'audit_checks'],
        ...['push_jobs', 'push_calls', 'campaigns', 'analytics_events'],
        ...['account_sanctions', 'evasion_signals', 'evasion_links'],
        ...['cases', 'sanction_orders', 'reporter_records', 'rollups_cases'],
        ...['fraud_attempts', 'parked_gifts', 'host_directory', 'media_removals', 'media_users'],
        ...[
          'payout_rates',
          'approvals',
          'promotion_campaigns',
          'promotion_grants',
          'payout_accounts',
          'sandbox_payouts',
        ],
      ].sort(),
    );
    for (const collection of collections) {
      const rules = 'options' in collection ? collection.options : undefined;
      expect(rules, collection.name).toMatchObject({ validationLevel: 'strict', validationAction: 'error' });
      expect(rules?.validator?.$jsonSchema, collection.name).toMatchObject({ additionalProperties: false });
    }
    expect(await db.collection('gifts').countDocuments()).toBe(initialGifts.length);
    expect(await db.collection('ledger_heads').countDocuments()).toBe(64);
  });

  it('put a lifetime on nothing that carries money', async () => {
    const db = freshDb();
    await migrateUp(db, options());
    const withLife: string[] = [];
    for (const { name } of await db.listCollections().toArray()) {
      if ((await db.collection(name).indexes()).some((index) => index.expireAfterSeconds !== undefined))
        withLife.push(name);
    }
    expect(withLife.sort()).toEqual([
      'analytics_events',
      'chat_messages',
      'evasion_links',
      'evasion_signals',
      'failed_transactions',
      'fraud_activity',
      'fraud_attempts',
      'idempotency_keys',
      'keyword_terms',
      'media_removals',
      'media_users',
      'parked_gifts',
      'privacy_requests',
      'push_calls',
      'push_jobs',
      'rollups_platform',
      'room_acts',
    ]);
  });

  it('refuse unknown fields and doubles for money', async () => {
    const db = freshDb();
    await migrateUp(db, options());
    const leg = { _id: 'x', account: 'a', currency: 'COIN', shard: 1, userId: '', updatedAt: new Date() };
    const accounts = db.collection<{ _id: string }>('accounts');
    await expect(accounts.insertOne({ ...leg, balance: 1.5 } as never)).rejects.toThrow('validation'); // deliberately wrong
    await expect(accounts.insertOne({ ...leg, balance: 1n, extra: 1 } as never)).rejects.toThrow('validation'); // deliberately wrong
    await accounts.insertOne({ ...leg, balance: 1n } as never); // the driver's type only knows the id here
  });

  it('do nothing the second time and keep what an operator changed', async () => {
    const db = freshDb();
    await migrateUp(db, options());
    await db.collection<{ _id: string }>('gifts').updateOne({ _id: 'rose:1' }, { $set: { order: 77 } });
    expect(await migrateUp(db, options())).toEqual([]);
    for (const migration of allMigrations) await migration.up(db);
    expect(await db.collection<{ _id: string }>('gifts').findOne({ _id: 'rose:1' })).toMatchObject({
      order: 77,
      status: 'published',
      names: { en: 'Rose', ne: 'गुलाब' },
    });
  });

  it('go on after an interruption in the middle of a step', async () => {
    const db = freshDb();
    const breaking = firstSteps.map((migration) =>
      migration.id === '0002-ledger-heads'
        ? {
            ...migration,
            up: async () => {
              await db.collection('ledger_heads').deleteMany({});
              throw new Error('the machine went away');
            },
          }
        : migration,
    );
    await expect(migrateUp(db, options(breaking))).rejects.toThrow('went away');
    expect((await migrationStatus(db, firstSteps)).map((status) => status.state)).toEqual([
      'applied',
      'interrupted',
      'pending',
    ]);
    await expect(checkInstall(db)).rejects.toThrow('not migrated');
    expect(await migrateUp(db, options(firstSteps))).toEqual(['0002-ledger-heads', '0003-gifts']);
    await checkInstall(db);
  });

  it('let only one of two runners in', async () => {
    const db = freshDb();
    let enter: () => void = () => {};
    const entered = new Promise<void>((resolve) => {
      enter = resolve;
    });
    let leave: () => void = () => {};
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const slow: Migration = {
      id: '0001-slow',
      up: async () => {
        enter();
        await left;
      },
      down: async () => {},
    };
    const first = migrateUp(db, options([slow]));
    await entered;
    await expect(migrateUp(db, options([slow]))).rejects.toThrow('holds the lock');
    leave();
    expect(await first).toEqual(['0001-slow']);
    expect(await migrateUp(db, options([slow]))).toEqual([]);
  });

  it('end with all collections of a step before they report one that failed', async () => {
    const db = freshDb();
    const names = Array.from({ length: 20 }, (_, at) => `c${at}`);
    const specs = ['', ...names].map((name) => ({ name, required: { _id: filledText }, indexes: [] }));
    // A collection without a name is refused while others are still being made.
    await expect(ensureCollections(db, specs)).rejects.toThrow('Invalid namespace');
    expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(expect.arrayContaining(names));
  });

  it('revert step by step, but never drop money', async () => {
    const db = freshDb();
    await migrateUp(db, options(firstSteps));
    expect(await migrateDown(db, options(firstSteps))).toBe('0003-gifts');
    expect(await db.collection('gifts').countDocuments()).toBe(0);
    expect(await migrateDown(db, options(firstSteps))).toBe('0002-ledger-heads');
    expect(await migrateDown(db, options(firstSteps))).toBe('0001-collections');
    expect(await migrateDown(db, options(firstSteps))).toBeUndefined();
    expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(['migrations']);

    await migrateUp(db, options(firstSteps));
    await db.collection('ledger_heads').updateOne({ shard: { $exists: false } }, { $set: { sequence: 5n } });
    await migrateDown(db, options(firstSteps));
    await expect(migrateDown(db, options(firstSteps))).rejects.toThrow('has entries');
  });

  it('refuse a database of a newer build, and another number of shards', async () => {
    const db = freshDb();
    await migrateUp(db, options());
    await checkInstall(db);
    await expect(checkInstall(db, 128)).rejects.toThrow('64 wallet shards, this build has 128');
    await expect(migrateUp(db, options(allMigrations.slice(0, 2)))).rejects.toThrow('newer build (0003-gifts, ');
  });
});
