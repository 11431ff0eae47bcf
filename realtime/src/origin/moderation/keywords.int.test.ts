import { randomUUID } from 'node:crypto';
import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { keywordListSchema, keywordPreviewSchema } from '@halobuzz/core/api/keywords';
import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import { KeywordFilter } from '@halobuzz/core/rooms/keyword-filter';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testUuid } from '../../../testing/rooms.ts';
import { chatMessages } from '../mongo/mongo-chat-log.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';
import { auditOfChange, publishKeywords } from './keywords.ts';

let stores: TestStores;
let origin: RealOrigin;
let staff: Actor;
const room = testUuid();
beforeAll(async () => {
  stores = await openStores(20);
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.control.flushdb();
  await Promise.all(
    ['keyword_terms', 'keyword_changes', 'chat_messages', 'audit_log'].map((name) =>
      stores.db.collection(name).deleteMany({}),
    ),
  );
  origin = await createRealOrigin(stores);
  staff = { ...someActor(), roles: ['viewer', 'moderator'] };
});

const block = (...terms: string[]) => terms.map((term) => ({ term, scope: 'block' as const }));
const flag = (...terms: string[]) => terms.map((term) => ({ term, scope: 'flag' as const }));
const post = (body: object, actor: Actor = staff) =>
  origin.call(internalPaths.keywords, { method: 'POST', actor, body });
const change = (version: number, body: object, actor: Actor = staff) =>
  post({ version, reason: 'a wave of spam', ...body }, actor);
async function list() {
  const { body } = await origin.call(internalPaths.keywords, { actor: staff });
  return successOf(keywordListSchema).parse(body).data;
}
const published = async (): Promise<readonly string[]> =>
  z.array(z.string()).parse(JSON.parse((await stores.control.hget(controlKeys.keywords, 'terms')) ?? ''));
const said = (text: string, minutesAgo: number, fromId = staff.account) => ({
  ...{ id: randomUUID().replaceAll('-', ''), roomId: room, fromId, text },
  ...{ atMs: origin.clock() - minutesAgo * 60_000, flagged: undefined },
});
async function preview(body: object) {
  const answer = await origin.call(internalPaths.keywordPreview, {
    method: 'POST',
    actor: staff,
    body: { reason: 'a look', ...body },
  });
  return successOf(keywordPreviewSchema).parse(answer.body).data;
}

describe('the keyword list', () => {
  it('is kept by staff, with why and until when; gateways get what blocks', async () => {
    const endsAt = new Date(origin.clock() + 60_000).toISOString();
    expect(await change(0, { add: block('x') }, someActor())).toMatchObject({ status: 403 });
    const add = [...block('badword'), ...flag('two words'), { term: 'soon over', scope: 'block', endsAt }];
    expect(await change(0, { add })).toMatchObject({ status: 200 });
    expect(await list()).toMatchObject({
      version: 1,
      terms: [
        { term: 'badword', scope: 'block', reason: 'a wave of spam', by: staff.account },
        { term: 'soon over', endsAt },
        { term: 'two words', scope: 'flag' },
      ],
    });
    expect(await publishKeywords(origin.deps.keywords, stores.control)).toBe(true);
    expect(await publishKeywords(origin.deps.keywords, stores.control)).toBe(false);
    expect(new KeywordFilter(await published()).matches('such a BADWORD')).toBe(true);
    expect((await origin.deps.flagging()).termIn('TWO  words!')).toBe('two words');
    origin.time.aheadMs = 61_000;
    expect(await change(1, { add: flag('badword') })).toMatchObject({ status: 200 });
    expect(await publishKeywords(origin.deps.keywords, stores.control)).toBe(true);
    expect(await published()).toEqual([]);
    expect((await list()).terms.map(({ term }) => term)).toEqual(['badword', 'two words']);
  });

  it('tells the second writer what the first one changed, and changes nothing', async () => {
    await change(0, { add: block('one') });
    const late = await change(0, { add: block('two'), remove: ['one'] }, { ...staff, account: someActor().account });
    expect(late).toMatchObject({ status: 409, body: { code: 'conflict', errors: [{ field: 'version' }] } });
    expect(JSON.stringify(late.body)).toContain(`is 1 now; 1 by ${staff.account}: +one`);
    expect((await list()).terms.map(({ term }) => term)).toEqual(['one']);
    expect(await change(7, { add: block('two') })).toMatchObject({ status: 409 });
  });

  it('is changed once by many at once, and audited with it, in its order', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, (_, at) => change(0, { add: block(`word${at}`) })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    expect((await list()).terms).toHaveLength(1);
    const records = () =>
      stores.db.collection('audit_log').find({ action: 'keywords.changed' }).sort({ sequence: 1 }).toArray();
    expect(await records()).toHaveLength(1);
    // Whoever made a change may die right behind it.
    const next = { version: 1, reason: 'and died', add: block('lost'), remove: [] };
    expect(await origin.deps.keywords.change(next, staff.account)).toMatchObject({ kind: 'ok' });
    expect(await records()).toMatchObject([
      { actor: staff.account, reason: 'a wave of spam', details: { version: 1 } },
      { actor: staff.account, reason: 'and died', details: { version: 2, added: 'lost (block)' } },
    ]);
  });

  it('stays as it was where the record of its change cannot be written', async () => {
    // The record's id is taken already: in place of a log that is out of reach.
    const { id } = auditOfChange({
      ...{ version: 1, by: staff.account, reason: 'why', atMs: 1, added: [], removed: [], requestId: undefined },
    });
    await origin.deps.audit.append({ id, atMs: 1, actor: staff.account, action: 'keywords.changed' });
    const add = { version: 0, reason: 'why', add: block('lost'), remove: [] };
    await expect(origin.deps.keywords.change(add, staff.account)).rejects.toThrow();
    expect(await list()).toMatchObject({ version: 0, terms: [] });
  });

  it('is bounded, and so is what stands in a record of it', async () => {
    const full = Array.from({ length: limits.keywordTermsMax }, (_, at) => ({
      ...{ _id: `term${at}`, by: staff.account, createdAt: new Date() },
    }));
    await stores.db.collection<{ _id: string }>('keyword_terms').insertMany(full);
    expect(await change(0, { add: block('one too many') })).toMatchObject({ status: 400 });
    expect(await change(0, { add: block('instead'), remove: ['term0'] })).toMatchObject({ status: 200 });
    const words = Array.from({ length: 100 }, (_, at) => ({ term: `${'w'.repeat(60)}${at}`, scope: 'flag' as const }));
    const record = auditOfChange({
      ...{ version: 9, by: staff.account, reason: 'many', atMs: 1, added: words, removed: [], requestId: undefined },
    });
    expect(record.details?.added).toHaveLength(256);
  });

  it.each([
    ['version', { version: -1, reason: 'why', add: block('x') }],
    ['reason', { version: 0, add: block('x') }],
    ['reason', { version: 0, reason: 'x'.repeat(limits.staffReasonCharsMax + 1), add: block('x') }],
    ['add', { version: 0, reason: 'why' }],
    ['add.0.scope', { version: 0, reason: 'why', add: [{ term: 'x', scope: 'burn' }] }],
    ['add.0.term', { version: 0, reason: 'why', add: block('y'.repeat(limits.keywordTermCharsMax + 1)) }],
    ['add.0.term', { version: 0, reason: 'why', add: block('x'), remove: ['x'] }],
    ['add.1.term', { version: 0, reason: 'why', add: block('x', 'x') }],
    ['add.0.endsAt', { version: 0, reason: 'why', add: [{ ...block('x')[0], endsAt: '2020-01-01T00:00:00.000Z' }] }],
    ['by', { version: 0, reason: 'why', add: block('x'), by: 'somebody' }],
  ])('says that %s is wrong', async (field, body) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect((await list()).version).toBe(0);
  });
});

describe('the preview of a change', () => {
  it('shows what it would have caught by the filter of gateways, and what is caught already', async () => {
    await change(0, { add: [...flag('scam'), ...flag('follow me')] });
    await origin.deps.chatLog.store([
      said('buy FOLLOWERS now', 1),
      said('b u y followers', 2, 'aother'),
      said('buy followers, no scam', 3),
      said('please f0llow me', 4),
      said('hello', 5),
      said('buy followers long ago', 25 * 60),
    ]);
    const found = await preview({ add: block('buy followers', 'scam site'), remove: ['follow me', 'unheard of'] });
    expect(found).toMatchObject({ messages: 5, sampled: false });
    expect(found.added[0]).toMatchObject({
      ...{ term: 'buy followers', caught: 2, already: 1, perMille: 400, rooms: 1, authors: 1 },
      examples: [{ text: 'buy FOLLOWERS now' }, { text: 'buy followers, no scam', caughtBy: 'scam' }],
    });
    expect(found.added[1]).toMatchObject({ term: 'scam site', caught: 0, coveredBy: 'scam' });
    expect(found.removed).toMatchObject([
      { term: 'follow me', freed: 1, examples: [{ text: 'please f0llow me' }] },
      { term: 'unheard of', freed: 0 },
    ]);
    expect((await list()).version).toBe(1);
    const audit = await stores.db.collection('audit_log').findOne({ action: 'keywords.previewed' });
    expect(audit).toMatchObject({ actor: staff.account, reason: 'a look', details: { hours: 24, added: 2 } });
  });

  it('looks at a sample that is spread over the hours where there is more to see, and says so', async () => {
    const many = limits.keywordPreviewMessagesMax + 500;
    const fromMs = origin.clock() - 3_600_000;
    const messages = Array.from({ length: many }, (_, at) => ({
      ...{ _id: `m${at}`, roomId: room, fromId: 'aauthor', text: at % 2 === 0 ? 'even spam' : 'odd' },
      createdAt: new Date(fromMs + 10_000 + Math.floor((3_500_000 * at) / many)),
    }));
    await chatMessages(stores.db).insertMany(messages, { ordered: false, writeConcern: { w: 1 } });
    const found = await preview({ add: block('spam'), hours: 1 });
    expect(found.sampled).toBe(true);
    expect(found.messages).toBeLessThanOrEqual(limits.keywordPreviewMessagesMax);
    expect(found.messages).toBeGreaterThan(limits.keywordPreviewMessagesMax * 0.8);
    expect(found.added[0]?.perMille).toBeGreaterThan(450);
    expect(found.added[0]?.perMille).toBeLessThan(550);
    expect(found.added[0]?.examples).toHaveLength(limits.keywordPreviewExamplesMax);
  });

  it('is for staff, with a reason', async () => {
    const ask = (body: object, actor: Actor) =>
      origin.call(internalPaths.keywordPreview, { method: 'POST', actor, body });
    expect(await ask({ add: block('x'), reason: 'why' }, someActor())).toMatchObject({ status: 403 });
    expect(await ask({ add: block('x') }, staff)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'reason' }] },
    });
    const hours = limits.keywordPreviewHoursMax + 1;
    expect(await ask({ add: block('x'), reason: 'why', hours }, staff)).toMatchObject({ status: 400 });
  });
});
