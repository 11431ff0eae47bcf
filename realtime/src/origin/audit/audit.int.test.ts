import { auditCheckSchema, auditPageSchema } from '@halobuzz/core/api/audit';
import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import type { Actor, Role } from '@halobuzz/core/tokens';
import { type Document, Long } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditDocuments, auditIndex, auditQuery } from '../mongo/mongo-audit.ts';
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

type Filter = Parameters<typeof auditIndex>[0];

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

/** Everything but what says that it was read. */
async function acts(query = '') {
  const { items } = await list(query === '' ? '?limit=100' : query);
  return items.filter(({ action }) => action !== 'audit.read');
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
    expect(await acts()).toMatchObject([{ ...shown, sequence: 1, at: new Date(atMs).toISOString() }]);
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
    const items = await acts();
    expect(items.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 24 }, (_, i) => 24 - i));
    expect(await verifyAudit(stores.db)).toMatchObject({ ok: true, records: 25 });
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
    expect(await count(`?action=role.granted,account.banned&subject=${subject}`)).toBe(2);
    expect(await count(`?action=account.banned&subject=${subject}`)).toBe(1);
    expect(await count('?requestId=rq_1')).toBe(3);
    expect(await count('?requestId=rq_2')).toBe(0);
    const until = new Date(1_800_000_002_000).toISOString();
    expect(await count(`?from=${new Date(1_800_000_001_000).toISOString()}&to=${until}`)).toBe(1);
    expect(await count(`?subject=${subject}&to=${new Date(1_800_000_001_000).toISOString()}`)).toBe(1);
  });

  it('goes on to older records and back to newer ones, and passes over none that came meanwhile', async () => {
    const subject = someActor().account;
    for (let i = 0; i < 5; i += 1) await append(record({ subject }));
    const query = `?subject=${subject}&limit=2`;
    const sequences = ({ items }: Awaited<ReturnType<typeof list>>) => items.map(({ sequence }) => sequence);
    const first = await list(query);
    expect(first.previous).toBeUndefined();
    await append(record({ subject }));
    const second = await list(`${query}&cursor=${first.next}`);
    const third = await list(`${query}&cursor=${second.next}`);
    expect([first, second, third].map(sequences)).toEqual([[5, 4], [3, 2], [1]]);
    expect(third.next).toBeUndefined();
    const back = await list(`${query}&cursor=${third.previous}`);
    const newer = await list(`${query}&cursor=${back.previous}`);
    expect([back, newer].map(sequences)).toEqual([
      [3, 2],
      [5, 4],
    ]);
    const newest = await list(`${query}&cursor=${newer.previous}`);
    expect(newest.items).toHaveLength(1);
    expect(newest.previous).toBeUndefined();
    expect(sequences(await list(`${query}&cursor=${newest.next}`))).toEqual([5, 4]);
  });

  it('says itself who searched for what, once in a while for each reader and search', async () => {
    const [admin, other, subject] = [withRole('admin'), withRole('admin'), someActor().account];
    await Promise.all([list(`?subject=${subject}`, admin), list(`?subject=${subject}`, admin)]);
    await list(`?subject=${subject}&limit=5`, admin);
    await list('', admin);
    await list(`?subject=${subject}`, other);
    const read = (await list('?action=audit.read', other)).items.filter(({ actor }) => actor === admin.account);
    expect(read.map(({ details }) => details).reverse()).toEqual([{ by: 'subject', subject }, { by: 'everything' }]);
    // The search for somebody finds no record of searches for them.
    expect((await list(`?subject=${subject}`, other)).items).toEqual([]);
    origin.time.aheadMs += limits.auditReadNotedMs;
    await list(`?subject=${subject}`, admin);
    expect(await documents().countDocuments({ actor: admin.account, 'details.subject': subject })).toBe(2);
  });

  const who = someActor().account;
  const time = { fromMs: 1, toMs: 2_000_000_000_000 };
  const everyFilter: readonly Filter[] = [{}, { actor: who }, { subject: who }, { actor: who, subject: who }].flatMap(
    (one) =>
      [{}, { action: 'audit.read' }].flatMap((some) => [
        { ...one, ...some },
        { ...one, ...some, ...time },
      ]),
  );
  it.each([...everyFilter, { requestId: 'rq_1' }, { requestId: 'rq_1', ...time }].map((filter): [Filter] => [filter]))(
    'is searched by %j over an index that is in order, whatever page',
    async (filter) => {
      const place = { atMs: 1_800_000_000_000, sequence: 7 } as const;
      for (const from of [undefined, { ...place, to: 'older' as const }, { ...place, to: 'newer' as const }]) {
        const order = from?.to === 'newer' ? 1 : -1;
        const found = auditDocuments(stores.db).find(auditQuery(filter, from), { hint: auditIndex(filter) });
        const page = found.sort({ at: order, sequence: order }).limit(21);
        const plan = JSON.stringify((await page.explain('queryPlanner')).queryPlanner.winningPlan);
        expect(plan).not.toMatch(/"(COLLSCAN|SORT)"/);
        // What is asked for bounds what is read: nothing but a third field is looked at in a document.
        for (const name of ['actor', 'subject', 'requestId', ...('action' in filter ? ['action'] : [])]) {
          const third = 'actor' in filter && 'subject' in filter && name === 'action';
          if (name in filter && !third) expect(plan).toMatch(new RegExp(`"${name}":\\["\\[`));
        }
      }
    },
  );

  it.each([
    ['actor', 'actor[$ne]=x'],
    ['actor', 'actor=nobody'],
    ['action', 'action=$where'],
    ['subject', 'subject=a&subject=b'],
    ['from', 'from=yesterday'],
    ['cursor', 'cursor=WyJhIl0'],
    ['cursor', `cursor=${Buffer.from('[1,0,"older"]').toString('base64url')}`],
    ['cursor', `cursor=${Buffer.from('[1,1,"sideways"]').toString('base64url')}`],
    ['action', 'action=role.granted,'],
    ['action', `action=${Array.from({ length: 11 }, () => 'role.granted').join(',')}`],
    ['requestId', 'requestId='],
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

describe('the check of the log', () => {
  const check = async (query = '', actor: Actor = withRole('admin')) => {
    const answer = await origin.call(`${internalPaths.auditCheck}${query}`, { actor });
    return { ...answer, data: answer.status === 200 ? successOf(auditCheckSchema).parse(answer.body).data : undefined };
  };

  it('goes on with each request, says what it found, and whether a noted head stands', async () => {
    await stores.db.collection('audit_checks').deleteMany({});
    for (let i = 0; i < 3; i += 1) await append(record());
    const { data } = await check();
    expect(data).toMatchObject({ verdict: 'sound', records: 3, sound: { records: 3 } });
    const head = data?.sound?.head;
    expect((await check(`?sequence=3&head=${head}`)).data?.noted).toBe('stands');
    expect((await check(`?sequence=2&head=${head}`)).data?.noted).toBe('differs');
    await documents().deleteOne({ sequence: Long.fromNumber(3) });
    expect((await check(`?sequence=3&head=${head}`)).data).toMatchObject({ verdict: 'broken', noted: 'missing' });
  });

  it('is for admins, and takes a head with its place alone', async () => {
    for (const role of ['moderator', 'support', 'finance'] as const) {
      expect(await check('', withRole(role))).toMatchObject({ status: 403 });
    }
    for (const query of ['?sequence=1', `?head=${auditGenesis}`, '?sequence=0&head=x', '?sequence=1&head=$ne']) {
      expect(await check(query)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    }
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
