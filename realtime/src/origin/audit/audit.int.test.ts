import { auditPageSchema } from '@halobuzz/core/api/admin';
import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { newOpaqueId } from '@halobuzz/core/ids';
import type { Actor, Role } from '@halobuzz/core/tokens';
import type { Document } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createRealOrigin,
  openStores,
  type RealOrigin,
  random,
  someActor,
  type TestStores,
} from '../testing/real-origin.ts';
import { auditGenesis, auditHash } from './audit-chain.ts';
import { verifyAudit } from './verify-audit.ts';

let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  stores = await openStores(15);
  origin = await createRealOrigin(stores);
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.db.collection('audit_log').deleteMany({});
});

const documents = () => stores.db.collection<Document & { _id: string }>('audit_log');
const withRole = (role: Role): Actor => ({ ...someActor(), roles: ['viewer', role] });

function record(over: object = {}) {
  const fixed = { id: newOpaqueId('au', random), atMs: 1_800_000_000_000, actor: someActor().account };
  return { ...fixed, action: 'account.banned' as const, reason: 'spam', requestId: 'rq_1', ...over };
}

function append(body: object) {
  return origin.call(internalPaths.audit, { method: 'POST', body });
}

async function list(query = '', actor: Actor = withRole('admin')) {
  const answer = await origin.call(`${internalPaths.audit}${query}`, { actor });
  expect(answer.status).toBe(200);
  return successOf(auditPageSchema).parse(answer.body).data;
}

describe('the audit log', () => {
  it('takes a record once, however often and from wherever it is delivered', async () => {
    const second = await createRealOrigin(stores);
    const one = record({ subject: someActor().account, details: { seconds: 60, kind: 'timed' } });
    const answers = await Promise.all(
      [origin, second, origin, second].map((to) => to.call(internalPaths.audit, { method: 'POST', body: one })),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    const appended = answers.filter(({ body }) => JSON.stringify(body).includes('"appended":true'));
    expect(appended).toHaveLength(1);
    const { atMs, ...shown } = one;
    expect((await list()).items).toMatchObject([{ ...shown, sequence: 1, at: new Date(atMs).toISOString() }]);
    expect(await append({ ...one, reason: 'something else' })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
  });

  it('is one chain whoever writes to it at once', async () => {
    const second = await createRealOrigin(stores);
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, i) =>
        (i % 2 === 0 ? origin : second).call(internalPaths.audit, { method: 'POST', body: record() }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    const { items } = await list('?limit=100');
    expect(items.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 24 }, (_, i) => 24 - i));
    expect(await verifyAudit(stores.db)).toEqual({ ok: true, records: 24, head: items[0]?.hash });
  });

  it.each<[string, (ids: readonly string[]) => Promise<unknown>, number, string]>([
    ['changed', ([, id = '']) => documents().updateOne({ _id: id }, { $set: { reason: 'kindness' } }), 2, 'changed'],
    [
      'given another time',
      ([, id = '']) => documents().updateOne({ _id: id }, { $set: { at: new Date(0) } }),
      2,
      'changed',
    ],
    [
      'given another doer',
      ([id = '']) => documents().updateOne({ _id: id }, { $set: { actor: 'system' } }),
      1,
      'changed',
    ],
    [
      'robbed of its reason',
      ([id = '']) => documents().updateOne({ _id: id }, { $unset: { reason: '' } }),
      1,
      'changed',
    ],
    ['removed', ([, id = '']) => documents().deleteOne({ _id: id }), 2, 'missing'],
    ['the first and removed', ([id = '']) => documents().deleteOne({ _id: id }), 1, 'missing'],
  ])('shows where a record was %s', async (_, tamper, sequence, problem) => {
    const records = [record(), record({ details: { a: 1 } }), record()];
    for (const one of records) await append(one);
    expect(await verifyAudit(stores.db)).toMatchObject({ ok: true, records: 3 });
    await tamper(records.map(({ id }) => id));
    expect(await verifyAudit(stores.db)).toMatchObject({
      ok: false,
      sequence,
      problem: expect.stringContaining(problem),
    });
  });

  it('shows by a head noted before that its end was cut off, or that all was written anew', async () => {
    const records = [record(), record(), record()];
    for (const one of records) await append(one);
    const whole = await verifyAudit(stores.db);
    const head = whole.ok ? whole.head : '';
    await append(record());
    expect(await verifyAudit(stores.db, head)).toMatchObject({ ok: true, records: 4 });
    await documents().deleteMany({ sequence: { $gte: 3 } });
    expect(await verifyAudit(stores.db)).toMatchObject({ ok: true, records: 2 });
    expect(await verifyAudit(stores.db, head)).toMatchObject({ ok: false, sequence: 3 });
  });

  it('is read by admins alone', async () => {
    for (const role of ['viewer', 'host', 'moderator', 'support'] as const) {
      expect(await origin.call(internalPaths.audit, { actor: withRole(role) })).toMatchObject({ status: 403 });
    }
    expect(await origin.call(internalPaths.audit)).toMatchObject({ status: 401 });
  });

  it('is read by doer, subject, act and time, in stable pages', async () => {
    const [doer, subject] = [someActor().account, someActor().account];
    await append(record({ actor: doer, subject }));
    await append(record({ actor: doer, action: 'role.granted', subject, atMs: 1_800_000_001_000 }));
    await append(record({ actor: 'operator:key-1', action: 'role.granted' }));
    const count = async (query: string) => (await list(query)).items.length;
    expect(await count(`?actor=${doer}`)).toBe(2);
    expect(await count(`?actor=${doer}&action=role.granted`)).toBe(1);
    expect(await count(`?subject=${subject}`)).toBe(2);
    expect(await count('?actor=operator:key-1')).toBe(1);
    expect(await count(`?from=${new Date(1_800_000_001_000).toISOString()}`)).toBe(1);
    expect(await count(`?subject=${subject}&to=${new Date(1_800_000_001_000).toISOString()}`)).toBe(1);
    const first = await list('?limit=2');
    await append(record());
    const second = await list(`?limit=2&cursor=${first.next}`);
    expect([...first.items, ...second.items].map(({ sequence }) => sequence)).toEqual([3, 2, 1]);
    expect(second.next).toBeUndefined();
  });

  it.each([
    ['actor', 'actor[$ne]=x'],
    ['actor', 'actor=nobody'],
    ['action', 'action=$where'],
    ['subject', 'subject=a&subject=b'],
    ['from', 'from=yesterday'],
    ['cursor', 'cursor=WyJhIl0'],
    ['__proto__', '__proto__=x'],
  ])('refuses a wrong %s', async (field, query) => {
    const answer = await origin.call(`${internalPaths.audit}?${query}`, { actor: withRole('admin') });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: expect.stringContaining(field) }] } });
  });

  it.each([
    ['id', { id: 'x' }],
    ['actor', { actor: 'root' }],
    ['action', { action: 'account.loved' }],
    ['details.when', { details: { when: { $gt: '' } } }],
    ['hash', { hash: 'x' }],
    ['sequence', { sequence: 7 }],
  ])('takes no record with a wrong %s', async (field, over) => {
    expect(await append(record(over))).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });
});

describe('a record’s hash', () => {
  const one = record();
  it('covers the place, the record before and every field', () => {
    const hash = auditHash(auditGenesis, 1, one);
    const others = [
      auditHash(auditGenesis, 2, one),
      auditHash('f'.repeat(64), 1, one),
      ...[{ atMs: 1 }, { actor: 'system' }, { action: 'role.granted' as const }, { subject: 'x' }, { reason: '' }].map(
        (over) => auditHash(auditGenesis, 1, { ...one, ...over }),
      ),
      auditHash(auditGenesis, 1, { ...one, details: { a: 1 } }),
      auditHash(auditGenesis, 1, { ...one, details: { a: '1' } }),
    ];
    expect(new Set([hash, ...others]).size).toBe(others.length + 1);
  });

  it('does not depend on the order of details', () => {
    const hashOf = (details: Record<string, number>) => auditHash(auditGenesis, 1, { ...one, details });
    expect(hashOf({ a: 1, b: 2 })).toBe(hashOf({ b: 2, a: 1 }));
  });
});
