import { randomUUID } from 'node:crypto';
import { type ClientSession, type Db, MongoClient, MongoServerError } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertAll, updateAll } from './write-commands.ts';

interface Doc {
  readonly _id: number;
  readonly text: string;
}

let client: MongoClient;
let db: Db;

beforeAll(async () => {
  client = await new MongoClient(process.env.TEST_MONGODB_URI ?? '', { monitorCommands: true }).connect();
  db = client.db(`writes_${randomUUID().slice(0, 8)}`);
  await db.createCollection('docs');
});
afterAll(async () => {
  await db.dropDatabase();
  await client.close();
});

const inTransaction = (work: (session: ClientSession) => Promise<unknown>): Promise<unknown> =>
  client.withSession((session) => session.withTransaction(() => work(session)));
const put = (session: ClientSession, docs: readonly Doc[], weight = 0): Promise<void> =>
  insertAll(db, session, 'docs', docs, (doc) => doc.text.length + weight);
const count = (): Promise<number> => db.collection('docs').countDocuments();

describe('writes by command', () => {
  it('take more than one command holds, all in the transaction', async () => {
    // As if each had 5 MiB: so much in one transaction would fill the cache that all tests share.
    const docs = Array.from({ length: 6 }, (_, _id) => ({ _id, text: 'x' }));
    const sent: number[] = [];
    client.on('commandStarted', ({ commandName, command }) => {
      if (commandName === 'insert') sent.push(command.documents.length);
    });
    await inTransaction((session) => put(session, docs, 5 * 1024 ** 2));
    expect(await count()).toBe(6);
    expect(sent).toEqual([1, 1, 1, 1, 1, 1]);
    await inTransaction((session) => put(session, []));
  });

  it('throw what the server says of a duplicate, and leave nothing of the transaction', async () => {
    const before = await count();
    const failing = inTransaction((session) =>
      put(
        session,
        [10, 11, 10, 12].map((_id) => ({ _id, text: '' })),
      ),
    );
    await expect(failing).rejects.toBeInstanceOf(MongoServerError);
    await expect(failing).rejects.toMatchObject({ code: 11_000 });
    expect(await count()).toBe(before);
  });

  it('tell how many updates found or made their document', async () => {
    const set = (_id: number, upsert: boolean) => ({ q: { _id }, u: { $set: { text: 'new' } }, upsert });
    const updates = [set(0, false), set(99, false), set(20, true)];
    let found: number | undefined;
    await inTransaction(async (session) => {
      found = await updateAll(db, session, 'docs', updates);
    });
    expect(found).toBe(2);
    expect(await db.collection<Doc>('docs').findOne({ _id: 20 })).toEqual({ _id: 20, text: 'new' });
    await inTransaction(async (session) => expect(await updateAll(db, session, 'docs', [])).toBe(0));
  });
});
