import { randomUUID } from 'node:crypto';
import { publicPrivacy } from '@halobuzz/core/streams/privacy';
import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { streamsMigration } from './0016-streams.ts';
import { liveCollections } from './collections-live.ts';
import { ensureCollection, specNamed } from './ensure-collection.ts';

let client: MongoClient;
let db: Db;
beforeAll(async () => {
  const uri = process.env.TEST_MONGODB_URI;
  if (uri === undefined) throw new Error('TEST_MONGODB_URI is not set');
  client = await new MongoClient(uri).connect();
});
beforeEach(async () => {
  await db?.dropDatabase();
  db = client.db(`streams_${randomUUID().slice(0, 8)}`);
  await ensureCollection(db, specNamed(liveCollections, 'livestreams'));
});
afterAll(async () => {
  await db.dropDatabase();
  await client.close();
});

const streams = () => db.collection<Record<string, unknown> & { _id: string }>('livestreams');
/** As broadcasts were before. */
const old = (id: string, status: 'live' | 'ended') => ({
  ...{ _id: id, hostId: `host-${id}`, hostHandle: 'h', title: 't', category: 'music', country: 'NP', region: 'r' },
  ...{ status, currentViewers: 3, startedAt: new Date() },
});

it('makes every broadcast that exists a public one, and takes it back', async () => {
  const before = [old('a', 'live'), old('b', 'ended')];
  await streams().insertMany(before);
  await streamsMigration.up(db);
  await streamsMigration.up(db);
  for (const one of await streams().find().toArray()) {
    expect(one).toMatchObject({
      ...{ tags: [], listed: true },
      privacy: { visibility: 'public', countryBlocks: [], adultsOnly: false, hideViewers: false, recording: false },
    });
  }
  await streams().insertOne({
    ...{ ...old('c', 'live'), status: 'draft', tags: ['folk'], listed: false, createdAt: new Date() },
    ...{ privacy: publicPrivacy, expiresAt: new Date() },
  });
  await streamsMigration.down(db);
  expect(await streams().find().sort({ _id: 1 }).toArray()).toEqual(before);
  expect((await streams().indexes()).map(({ name }) => name)).not.toContain('drafts');
  await expect(streams().insertOne({ ...old('d', 'live'), tags: [] })).rejects.toThrow('validation');
});

it('refuses a broadcast of no known visibility, and one without any', async () => {
  await streamsMigration.up(db);
  const privacy = { countryBlocks: [], adultsOnly: false, hideViewers: false, recording: false, screenshots: 'allow' };
  const put = (change: object) => streams().insertOne({ ...old('e', 'live'), tags: [], listed: true, ...change });
  await expect(put({})).rejects.toThrow('validation');
  await expect(put({ privacy: { ...privacy, visibility: 'secret' } })).rejects.toThrow('validation');
  await expect(put({ privacy: { ...privacy, visibility: 'private', password: 'x' } })).rejects.toThrow('validation');
  await put({ privacy: { ...privacy, visibility: 'private' } });
});
