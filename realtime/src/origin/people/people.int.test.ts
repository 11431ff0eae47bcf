import { successOf } from '@halobuzz/core/api/conventions';
import { type AccountProjection, internalPaths, joinFactsSchema } from '@halobuzz/core/api/internal';
import { peoplePageSchema, profileSchema, relationSchema } from '@halobuzz/core/api/people';
import { limits } from '@halobuzz/core/limits';
import type { Actor } from '@halobuzz/core/tokens';
import fc from 'fast-check';
import type { Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';
import { rebuildFollowCounts, verifyFollowCounts } from './follow-counts.ts';

let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  stores = await openStores(14);
  origin = await createRealOrigin(stores);
});
afterAll(() => stores.close());

/** Somebody whose account was projected. */
async function someone(over: Partial<AccountProjection> = {}): Promise<Actor> {
  const actor = someActor();
  await project(actor, over);
  return actor;
}

async function project(actor: Actor, over: Partial<AccountProjection> = {}): Promise<void> {
  await origin.project(actor, { displayName: `Name of ${actor.name}`, ...over });
}

type Act = 'follow' | 'unfollow' | 'block' | 'unblock';
function does(actor: Actor, act: Act, whom: Actor | string) {
  const id = typeof whom === 'string' ? whom : whom.account;
  return origin.call(internalPaths[act](id), { method: 'POST', actor });
}

async function relationAfter(actor: Actor, act: Act, whom: Actor) {
  const answer = await does(actor, act, whom);
  expect(answer.status).toBe(200);
  return successOf(z.strictObject({ relation: relationSchema })).parse(answer.body).data.relation;
}

async function profile(whom: Actor, viewer?: Actor) {
  const answer = await origin.call(internalPaths.person(whom.account), { actor: viewer });
  expect(answer.status).toBe(200);
  return successOf(profileSchema).parse(answer.body).data;
}

async function page(path: string, actor: Actor | undefined, query = '') {
  const answer = await origin.call(`${path}${query}`, { actor });
  expect(answer.status).toBe(200);
  return successOf(peoplePageSchema).parse(answer.body).data;
}

const nothing = { following: false, followsYou: false, blocking: false, blockedBy: false };

describe('a profile', () => {
  it('tells what is public, and how the two stand to each other', async () => {
    const [host, fan] = [await someone({ roles: ['viewer', 'host'] }), await someone({ displayName: '' })];
    await does(fan, 'follow', host);
    const go = { title: 'Songs', category: 'music', country: 'NP', region: 'ap-south-1' };
    await origin.call(internalPaths.streams, { method: 'POST', actor: host, body: go });
    const seen = await profile(host, fan);
    expect(seen).toMatchObject({
      id: host.account,
      handle: host.name,
      displayName: `Name of ${host.name}`,
      details: { bio: 'Hello.', host: true, verified: true, followers: 1, following: 0, live: { title: 'Songs' } },
      relation: { ...nothing, following: true },
    });
    expect(JSON.stringify(seen)).not.toContain('@');
    expect(JSON.stringify(seen)).not.toContain(host.subject);
    expect((await profile(host)).relation).toBeUndefined();
    expect((await profile(host, host)).relation).toBeUndefined();
    expect(await profile(fan, host)).toMatchObject({ displayName: fan.name, relation: { followsYou: true } });
  });

  it.each([{ isBanned: true }, { status: 'deleted' as const }])(
    'of %o is not there, like one that never was',
    async (gone) => {
      const [person, viewer] = [await someone(gone), await someone()];
      const missing = await origin.call(internalPaths.person(someActor().account), { actor: viewer });
      const answer = await origin.call(internalPaths.person(person.account), { actor: viewer });
      const withoutId = ({ body }: { body: unknown }) => ({ ...z.looseObject({}).parse(body), requestId: '' });
      expect(answer.status).toBe(404);
      expect(withoutId(answer)).toEqual(withoutId(missing));
      expect(await does(viewer, 'follow', person)).toMatchObject({ status: 404 });
    },
  );
});

describe('following', () => {
  it('and letting go may be repeated, and count once', async () => {
    const [a, b] = [await someone(), await someone()];
    for (let times = 0; times < 3; times += 1) {
      expect(await relationAfter(a, 'follow', b)).toEqual({ ...nothing, following: true });
    }
    expect((await profile(b)).details).toMatchObject({ followers: 1, following: 0 });
    expect((await profile(a)).details).toMatchObject({ followers: 0, following: 1 });
    for (let times = 0; times < 3; times += 1) expect(await relationAfter(a, 'unfollow', b)).toEqual(nothing);
    expect((await profile(b)).details).toMatchObject({ followers: 0 });
  });

  it('is refused to oneself, to nobody, and without an actor', async () => {
    const a = await someone();
    expect(await does(a, 'follow', a)).toMatchObject({ status: 409, body: { code: 'not_yourself' } });
    expect(await does(a, 'block', a)).toMatchObject({ status: 409, body: { code: 'not_yourself' } });
    expect(await does(a, 'follow', someActor())).toMatchObject({ status: 404 });
    expect(await origin.call(internalPaths.follow(a.account), { method: 'POST' })).toMatchObject({ status: 401 });
    expect(await does(a, 'follow', '$ne')).toMatchObject({ status: 400, body: { errors: [{ field: 'id' }] } });
  });

  it('is bounded, exactly, however many come at once', async () => {
    const a = await someone();
    const others = await Promise.all(Array.from({ length: 6 }, () => someone()));
    await does(a, 'follow', others[0] ?? a);
    const counter = { _id: `${a.account}:following` };
    await stores.db
      .collection<Document & { _id: string }>('person_counters')
      .updateOne(counter, { $set: { count: limits.followsPerAccountMax - 2 } });
    const answers = await Promise.all(others.slice(1).map((other) => does(a, 'follow', other)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    for (const { body } of answers.filter(({ status }) => status !== 200)) {
      expect(body).toMatchObject({ code: 'follows_full' });
    }
    await rebuildFollowCounts(stores.db, a.account);
    expect((await profile(a)).details).toMatchObject({ following: 3 });
  });
});

describe('blocking', () => {
  it('ends follows both ways, hides details, and refuses both to follow', async () => {
    const [a, b] = [await someone(), await someone()];
    await does(a, 'follow', b);
    await does(b, 'follow', a);
    expect(await relationAfter(a, 'block', b)).toEqual({ ...nothing, blocking: true });
    expect(await relationAfter(a, 'block', b)).toEqual({ ...nothing, blocking: true });
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      expect(await does(from, 'follow', to)).toMatchObject({ status: 403, body: { code: 'follow_refused' } });
    }
    expect(await profile(a, b)).toEqual({
      ...{ id: a.account, handle: a.name, displayName: a.name },
      relation: { ...nothing, blockedBy: true },
    });
    expect((await profile(a)).details).toMatchObject({ followers: 0, following: 0 });
    expect(await origin.call(internalPaths.followers(a.account), { actor: b })).toMatchObject({ status: 404 });
    expect((await page(internalPaths.blocks, a)).items.map(({ id }) => id)).toEqual([b.account]);
    expect((await page(internalPaths.blocks, b)).items).toEqual([]);
    expect(await relationAfter(a, 'unblock', b)).toEqual(nothing);
    expect(await relationAfter(b, 'follow', a)).toMatchObject({ following: true });
  });

  it('is bounded', async () => {
    const [a, b] = [await someone(), await someone()];
    const blocks = Array.from({ length: limits.blocksPerAccountMax }, () => someActor().account).map((other) => ({
      ...{ _id: `${a.account}:${other}`, blockerId: a.account, blockedId: other, createdAt: new Date() },
    }));
    await stores.db.collection<Document & { _id: string }>('blocks').insertMany(blocks);
    expect(await does(a, 'block', b)).toMatchObject({ status: 409, body: { code: 'blocks_full' } });
  });

  it('keeps the blocked out of the rooms of who blocked them, but no moderators, and join facts tell who follows', async () => {
    const [host, viewer, fan] = [await someone(), await someone(), await someone()];
    const go = { title: 'Songs', category: 'music', country: 'NP', region: 'ap-south-1' };
    const started = await origin.call(internalPaths.streams, { method: 'POST', actor: host, body: go });
    const { id } = z.object({ data: z.object({ stream: z.object({ id: z.string() }) }) }).parse(started.body)
      .data.stream;
    const join = (actor: Actor) => origin.call(internalPaths.joinFacts(id), { method: 'POST', actor });
    const follows = async (actor: Actor) => successOf(joinFactsSchema).parse((await join(actor)).body).data.follows;
    await does(fan, 'follow', host);
    expect([await follows(fan), await follows(viewer), await follows(host)]).toEqual([true, false, false]);
    await does(host, 'block', viewer);
    expect(await join(viewer)).toMatchObject({ status: 403, body: { code: 'room_banned' } });
    await does(fan, 'block', host);
    expect(await follows(fan)).toBe(false);
    await does(host, 'unblock', viewer);
    expect(await follows(viewer)).toBe(false);
    const moderator: Actor = { ...(await someone()), roles: ['viewer', 'moderator'] };
    await does(host, 'block', moderator);
    expect(await join(moderator)).toMatchObject({ status: 200 });
    expect(await join({ ...moderator, roles: ['viewer', 'support'] })).toMatchObject({ status: 403 });
  });
});

describe('counts', () => {
  it('are exact after any acts that cross, and nobody follows across a block', async () => {
    const act = fc.record({
      from: fc.nat(3),
      to: fc.nat(3),
      kind: fc.constantFrom<Act>('follow', 'follow', 'follow', 'unfollow', 'block', 'unblock'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 14 }), async (acts) => {
        const people = await Promise.all(Array.from({ length: 4 }, () => someone()));
        const answers = await Promise.all(
          acts.map(({ from, to, kind }) => does(people[from] ?? someActor(), kind, people[to] ?? someActor())),
        );
        for (const { status } of answers) expect([200, 403, 409]).toContain(status);
        const ids = people.map(({ account }) => account);
        const follows = await stores.db
          .collection('follows')
          .find({ followerId: { $in: ids } })
          .toArray();
        const blocks = await stores.db
          .collection('blocks')
          .find({ blockerId: { $in: ids } })
          .toArray();
        const across = blocks.filter(({ blockerId, blockedId }) =>
          follows.some(
            ({ followerId, followedId }) =>
              (followerId === blockerId && followedId === blockedId) ||
              (followerId === blockedId && followedId === blockerId),
          ),
        );
        expect(across).toEqual([]);
        for (const id of ids) {
          expect(await origin.deps.relations.counts(id)).toEqual({
            followers: follows.filter(({ followedId }) => followedId === id).length,
            following: follows.filter(({ followerId }) => followerId === id).length,
          });
        }
        expect(await verifyFollowCounts(stores.db)).toEqual([]);
      }),
      { numRuns: 12, verbose: 1 },
    );
  });

  it('hold when a crowd follows one person at once, and half of it leaves again', async () => {
    const star = await someone();
    const crowd = Array.from({ length: 40 }, () => someActor());
    const answers = await Promise.all(crowd.map((fan) => does(fan, 'follow', star)));
    expect(answers.map(({ status }) => status)).toEqual(crowd.map(() => 200));
    expect((await profile(star)).details).toMatchObject({ followers: 40 });
    await Promise.all(crowd.slice(0, 20).map((fan) => does(fan, 'unfollow', star)));
    expect((await profile(star)).details).toMatchObject({ followers: 20 });
    expect(await verifyFollowCounts(stores.db)).toEqual([]);
  });

  it('that are wrong are found, and made anew', async () => {
    const [star, fan] = [await someone(), await someone()];
    await does(fan, 'follow', star);
    const counters = stores.db.collection('person_counters');
    await counters.updateMany({ accountId: star.account, kind: 'followers' }, { $inc: { count: 7 } });
    await counters.deleteMany({ accountId: fan.account });
    const wrong = await verifyFollowCounts(stores.db);
    expect(wrong).toHaveLength(2);
    expect(wrong).toContainEqual({ accountId: star.account, kind: 'followers', difference: -7 });
    expect(wrong).toContainEqual({ accountId: fan.account, kind: 'following', difference: 1 });
    await Promise.all([star, fan].map(({ account }) => rebuildFollowCounts(stores.db, account)));
    expect(await verifyFollowCounts(stores.db)).toEqual([]);
    expect((await profile(star)).details).toMatchObject({ followers: 1 });
    await does(fan, 'unfollow', star);
    expect((await profile(star)).details).toMatchObject({ followers: 0 });
    expect(await verifyFollowCounts(stores.db)).toEqual([]);
  });
});

describe('lists', () => {
  it('stay stable from page to page while others follow and leave', async () => {
    const star = await someone();
    const fans = await Promise.all(Array.from({ length: 9 }, () => someone()));
    await Promise.all(fans.map((fan) => does(fan, 'follow', star)));
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const query = `?limit=2${next === undefined ? '' : `&cursor=${next}`}`;
      const one = await page(internalPaths.followers(star.account), undefined, query);
      seen.push(...one.items.map(({ id }) => id));
      next = one.next;
      await does(await someone(), 'follow', star);
      await does(await someone(), 'follow', star);
    } while (next !== undefined);
    expect(seen).toHaveLength(9);
    expect(new Set(seen)).toEqual(new Set(fans.map(({ account }) => account)));
  });

  it('leave out who is banned and who blocked the viewer, and show both directions', async () => {
    const [star, banned, shy, plain, viewer] = await Promise.all(Array.from({ length: 5 }, () => someone()));
    if (!(star && banned && shy && plain && viewer)) throw new Error('five were made');
    for (const fan of [banned, shy, plain]) await does(fan, 'follow', star);
    await project(banned, { version: 2, isBanned: true });
    await does(shy, 'block', viewer);
    const ids = async (path: string, actor?: Actor) => (await page(path, actor)).items.map(({ id }) => id);
    expect(await ids(internalPaths.followers(star.account), viewer)).toEqual([plain.account]);
    expect(await ids(internalPaths.followers(star.account))).toEqual([plain.account, shy.account]);
    expect(await ids(internalPaths.following(plain.account))).toEqual([star.account]);
  });

  it.each(['cursor=abc', 'cursor=WzEsMl0', 'limit=0', 'limit[$gt]=1', 'id=x', '__proto__[limit]=1'])(
    'refuse the query %s',
    async (query) => {
      const a = await someone();
      const answer = await origin.call(`${internalPaths.followers(a.account)}?${query}`, { actor: a });
      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    },
  );
});

describe('reports', () => {
  const report = (actor: Actor | undefined, body: object) =>
    origin.call(internalPaths.reports, { method: 'POST', actor, body });
  const idOf = ({ body }: { body: unknown }) =>
    z.object({ data: z.object({ reportId: z.string() }) }).parse(body).data.reportId;

  it('are one per reporter and target for as long as they are open', async () => {
    const [a, b, other] = [await someone(), await someone(), await someone()];
    const body = { target: { kind: 'user', id: b.account }, reason: 'spam', note: 'again\u202e and again' };
    const ids = new Set((await Promise.all(Array.from({ length: 5 }, () => report(a, body)))).map(idOf));
    expect(ids.size).toBe(1);
    expect(idOf(await report(other, body))).not.toBe([...ids][0]);
    const reports = stores.db.collection<Document & { _id: string }>('reports');
    const stored = await reports.find({ reporterId: a.account }).toArray();
    expect(stored).toMatchObject([{ reportedId: b.account, reason: 'spam', note: 'again and again', status: 'open' }]);
    await reports.updateOne({ _id: [...ids][0] ?? '' }, { $set: { status: 'rejected' } });
    expect(ids.has(idOf(await report(a, body)))).toBe(false);
  });

  it('of rooms and messages name who they are about', async () => {
    const [host, talker, a] = [await someone(), await someone(), await someone()];
    const go = { title: 'Songs', category: 'music', country: 'NP', region: 'ap-south-1' };
    await origin.call(internalPaths.streams, { method: 'POST', actor: host, body: go });
    const roomId = (await origin.deps.livestreams.liveOfHost(host.account))?.id ?? '';
    const messageId = 'a'.repeat(32);
    const message = { _id: messageId, roomId, fromId: talker.account, text: 'x', createdAt: new Date() };
    await stores.db.collection<Document & { _id: string }>('chat_messages').insertOne(message);
    await report(a, { target: { kind: 'room', id: roomId }, reason: 'sexual' });
    await report(a, { target: { kind: 'message', id: messageId, roomId }, reason: 'hate' });
    const stored = await stores.db
      .collection('reports')
      .find({ reporterId: a.account })
      .sort({ createdAt: 1 })
      .toArray();
    expect(stored).toMatchObject([
      { targetKind: 'room', reportedId: host.account, roomId },
      { targetKind: 'message', reportedId: talker.account, roomId, targetId: messageId },
    ]);
    const elsewhere = { kind: 'room', id: '01900000-0000-7000-8000-000000000000' };
    expect(await report(a, { target: elsewhere, reason: 'spam' })).toMatchObject({ status: 404 });
    expect(await report(host, { target: { kind: 'room', id: roomId }, reason: 'spam' })).toMatchObject({ status: 409 });
  });

  it('are bounded a day, exactly, and again the day after', async () => {
    const a = await someone();
    const targets = await Promise.all(Array.from({ length: 4 }, () => someone()));
    const about = (person: Actor) => report(a, { target: { kind: 'user', id: person.account }, reason: 'other' });
    await about(await someone());
    await stores.db
      .collection('person_counters')
      .updateOne({ accountId: a.account, kind: 'reports' }, { $set: { count: limits.reportsPerDayMax - 1 } });
    const answers = await Promise.all(targets.map(about));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.find(({ status }) => status === 429)?.body).toMatchObject({
      code: 'rate_limited',
      retryAfterMs: expect.any(Number),
    });
    await stores.db
      .collection('person_counters')
      .updateOne({ accountId: a.account, kind: 'reports' }, { $set: { since: new Date(Date.now() - 86_400_001) } });
    expect((await about(await someone())).status).toBe(201);
  });

  it.each([
    ['reason', { reason: 'because' }],
    ['reason', { reason: { $ne: '' } }],
    ['note', { note: 'x'.repeat(limits.reportNoteCharsMax + 1) }],
    ['reporterId', { reporterId: 'aaaaaaaaaaaaaaaaaaaaaaaaaaa' }],
    ['status', { status: 'resolved' }],
    ['target.id', { target: { kind: 'user', id: { $gt: '' } } }],
    ['target.kind', { target: { kind: 'wallet', id: 'x' } }],
  ])('refuse a wrong %s', async (field, over) => {
    const [a, b] = [await someone(), await someone()];
    const body = { target: { kind: 'user', id: b.account }, reason: 'spam', ...over };
    expect(await report(a, body)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    expect(await report(undefined, { target: { kind: 'user', id: b.account }, reason: 'spam' })).toMatchObject({
      status: 401,
    });
  });
});
