import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { expect, it } from 'vitest';
import { earlierPayoutsMigration } from './0030-earlier-payouts.ts';

it('has providers asked about payouts that were paid before anybody asked, and leaves the others', async () => {
  const client = await new MongoClient(process.env.TEST_MONGODB_URI ?? '').connect();
  const db = client.db(`payouts_${randomUUID().slice(0, 8)}`);
  try {
    const payouts = db.collection<{ readonly _id: string; readonly status: string; readonly askAt?: Date }>('payouts');
    const asked = { _id: 'po_asked', status: 'paid', askAt: new Date(5) };
    const held = { _id: 'po_held', status: 'held' };
    await payouts.insertMany([{ _id: 'po_early', status: 'paid' }, asked, held]);
    await earlierPayoutsMigration.up(db);
    const [early, ...others] = await payouts.find().sort({ status: -1, askAt: -1 }).toArray();
    expect(early).toEqual({ _id: 'po_early', status: 'paid', askAt: expect.any(Date) });
    expect(others).toEqual([asked, held]);
    await earlierPayoutsMigration.up(db);
    expect(await payouts.findOne({ _id: 'po_early' })).toEqual(early);
  } finally {
    await db.dropDatabase();
    await client.close();
  }
});
