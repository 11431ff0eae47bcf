import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { type Document, Long } from 'mongodb';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type OwnDatabase, openOwnDatabase } from '../../../testing/ledger-stores.ts';
import { mongoAudit } from '../mongo/mongo-audit.ts';
import { mongoAuditChecks } from '../mongo/mongo-audit-checks.ts';
import { random } from '../testing/real-origin.ts';
import { auditGenesis, auditHash } from './audit-chain.ts';
import { type AuditChecks, walkFurther } from './audit-check.ts';
import { auditCheckView } from './audit-check-view.ts';

let own: OwnDatabase;
let checks: AuditChecks;
const startMs = 1_800_000_000_000;

beforeAll(async () => {
  own = await openOwnDatabase();
  checks = mongoAuditChecks(own.db);
});
afterAll(() => own.stop());
beforeEach(async () => {
  await own.db.collection('audit_log').deleteMany({});
  await own.db.collection('audit_checks').deleteMany({});
});

const documents = () => own.db.collection<Document & { _id: string }>('audit_log');
const record = (i: number) => ({
  ...{ id: newOpaqueId('au', random), atMs: startMs + i, actor: 'system', action: 'role.granted' as const },
  details: { i },
});

async function append(count: number): Promise<void> {
  const log = mongoAudit(own.db);
  for (let i = 0; i < count; i += 1) await log.append(record(i));
}

/** Walks to the end, a few records at a time. */
async function walk(nowMs = startMs, recordsMax = 3) {
  for (;;) {
    const { state, more } = await walkFurther(checks, nowMs, recordsMax);
    if (!more) return auditCheckView(checks, state, undefined);
  }
}
const again = (times: number): number => startMs + times * limits.auditRewalkMs;

/** The whole log anew, one record of it changed, with a chain that holds. */
async function rewrite(): Promise<void> {
  const found = await documents().find().sort({ sequence: 1 }).toArray();
  let previous = auditGenesis;
  for (const { _id, at, sequence, actor, action, details } of found) {
    const place = Number(sequence);
    const one = { id: _id, atMs: at.getTime(), actor, action, details: place === 2 ? { i: 999 } : details };
    const hash = auditHash(previous, place, one);
    await documents().updateOne({ _id }, { $set: { previous, hash, details: one.details } });
    previous = hash;
  }
}

it('walks some records with each step, goes on where it stopped, and comes to what is appended later', async () => {
  await append(8);
  const first = await walkFurther(checks, startMs, 3);
  expect(first).toMatchObject({ more: true, state: { walked: { sequence: 3 } } });
  expect(await auditCheckView(checks, first.state, undefined)).toMatchObject({
    ...{ verdict: 'unfinished', walked: { records: 3 }, records: 8 },
  });
  const whole = await walk();
  expect(whole).toMatchObject({ verdict: 'sound', sound: { records: 8 } });
  await append(2);
  const asked: number[] = [];
  const read: AuditChecks = {
    ...checks,
    after(sequence, limit) {
      asked.push(sequence);
      return checks.after(sequence, limit);
    },
  };
  await walkFurther(read, startMs, 100);
  expect(asked).toEqual([8, 10]);
  expect(await walk()).toMatchObject({ verdict: 'sound', sound: { records: 10 }, records: 10 });
});

it('nothing at all is whole', async () => {
  expect(await walk()).toMatchObject({ verdict: 'sound', sound: { records: 0, head: auditGenesis }, records: 0 });
});

it.each<[string, () => Promise<unknown>, number]>([
  ['changed', () => documents().updateOne({ sequence: Long.fromNumber(4) }, { $set: { reason: 'none' } }), 4],
  ['deleted', () => documents().deleteOne({ sequence: Long.fromNumber(4) }), 4],
  [
    'exchanged with the one behind it',
    async () => {
      const move = (from: number, to: number) =>
        documents().updateOne({ sequence: Long.fromNumber(from) }, { $set: { sequence: Long.fromNumber(to) } });
      await move(4, 99);
      await move(5, 4);
      await move(99, 5);
    },
    4,
  ],
])('says at which record one was %s after it had held, with the walk that comes there', async (_, tamper, sequence) => {
  await append(7);
  expect(await walk()).toMatchObject({ verdict: 'sound' });
  await tamper();
  expect(await walk(again(1))).toMatchObject({ verdict: 'broken', broken: { sequence } });
  // It stays so, since then, however often it is walked.
  const since = (await walk(again(2))).broken?.at;
  expect(since).toBe(new Date(again(1)).toISOString());
});

it('sees at once that the end was cut off', async () => {
  await append(6);
  await walk();
  await documents().deleteMany({ sequence: { $gte: Long.fromNumber(5) } });
  expect(await walk()).toMatchObject({ verdict: 'broken', broken: { sequence: 5 } });
  // Filled up with other records it is still not what it was.
  await append(2);
  expect(await walk(again(1))).toMatchObject({ verdict: 'broken', broken: { sequence: 6 } });
});

it('tells a log that was written anew from the real one, by what it noted and by what somebody else did', async () => {
  await append(6);
  const real = await walk();
  const noted = { sequence: 6, hash: real.sound?.head ?? '' };
  const { state } = await walkFurther(checks, startMs, 1);
  expect(await auditCheckView(checks, state, noted)).toMatchObject({ noted: 'stands' });
  await rewrite();
  expect(await walk()).toMatchObject({ verdict: 'broken', broken: { sequence: 6 } });
  // Whoever rewrites the log may rewrite what was noted beside it as well: then the head noted elsewhere speaks.
  await own.db.collection('audit_checks').deleteMany({});
  expect(await walk()).toMatchObject({ verdict: 'sound' });
  const after = await walkFurther(checks, startMs, 1);
  expect(await auditCheckView(checks, after.state, noted)).toMatchObject({ noted: 'differs' });
  expect(await auditCheckView(checks, after.state, { ...noted, sequence: 7 })).toMatchObject({ noted: 'missing' });
});

it('is sound again once the record is put back', async () => {
  await append(5);
  const third = await documents().findOne({ sequence: Long.fromNumber(3) });
  await documents().deleteOne({ sequence: Long.fromNumber(3) });
  expect(await walk()).toMatchObject({ verdict: 'broken', broken: { sequence: 3 } });
  await documents().insertOne({ ...third, _id: third?._id ?? '', sequence: Long.fromNumber(3) });
  const mended = await walk();
  expect(mended).toMatchObject({ verdict: 'sound', sound: { records: 5 } });
  expect(mended.broken).toBeUndefined();
});

it('two walks at once come to the same end', async () => {
  await append(9);
  const outcomes = await Promise.all([walk(), walk(), walk()]);
  expect(outcomes.map(({ verdict }) => verdict)).toEqual(['sound', 'sound', 'sound']);
  expect(await own.db.collection('audit_checks').countDocuments()).toBe(1);
});
