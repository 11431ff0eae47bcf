import { analyticsCountsSchema } from '@halobuzz/core/api/analytics';
import { campaignPageSchema } from '@halobuzz/core/api/campaigns';
import { successOf } from '@halobuzz/core/api/conventions';
import { campaignPageOfAccountsSchema, internalConsentPaths } from '@halobuzz/core/api/internal-consents';
import { newAccountId, newUuidV7 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { ERASED_NAME } from '@halobuzz/core/privacy/erasure-steps';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { grantsBehind } from '../mongo/mongo-campaigns.ts';
import { consentsCollection } from '../mongo/mongo-consents.ts';
import {
  createRealOrigin,
  openStores,
  type RealOrigin,
  random,
  someActor,
  type TestStores,
} from '../testing/real-origin.ts';

const DAY_MS = 86_400_000;
let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  stores = await openStores(58);
});
afterAll(() => stores.close());
beforeEach(async () => {
  origin = await createRealOrigin(stores);
  await Promise.all(
    ['consents', 'campaigns', 'analytics_events'].map((name) => stores.db.collection(name).deleteMany({})),
  );
});

const post = (target: string, body: unknown, actor?: Actor) =>
  origin.call(target, { method: 'POST', body, ...(actor === undefined ? {} : { actor }) });
const admin = (): Actor => ({ ...someActor(), roles: ['viewer', 'admin'] });
const uuid = (): string => newUuidV7(Date.now(), random);

describe('records of consent', () => {
  it('stand once, as the customer wrote them down', async () => {
    const userId = newAccountId('e', random);
    const record = {
      receiptId: uuid(),
      userId,
      consentType: 'marketing',
      granted: true,
      version: '2026-11-23',
      atMs: 5_000,
    };
    expect(await post(internalConsentPaths.consents, record)).toMatchObject({
      status: 201,
      body: { data: { added: true } },
    });
    expect(await post(internalConsentPaths.consents, record)).toMatchObject({
      status: 201,
      body: { data: { added: false } },
    });
    expect(await stores.db.collection('consents').find({}).toArray()).toEqual([
      {
        ...{ _id: record.receiptId, userId, consentType: 'marketing', granted: true, version: '2026-11-23' },
        timestamp: new Date(5_000),
      },
    ]);
  });

  it.each([
    [{ consentType: 'cookies' }, 'consentType'],
    [{ granted: 'yes' }, 'granted'],
    [{ receiptId: 'r1' }, 'receiptId'],
    [{ userId: 'sita' }, 'userId'],
  ])('that say %j are refused', async (over, field) => {
    const whole = { receiptId: uuid(), userId: newAccountId('e', random), consentType: 'marketing', granted: true };
    const answer = await post(internalConsentPaths.consents, { ...whole, version: '1', atMs: 1, ...over });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });
});

describe('a decision that comes after the erasure', () => {
  it('is kept as proof, without the account', async () => {
    const gone = newAccountId('e', random);
    const blank = { email: '', emailVerified: false, status: 'deleted', isBanned: false, roles: [], country: 'XX' };
    const at = new Date(0);
    await stores.db.collection<{ _id: string }>('users').insertOne({
      ...{ _id: gone, username: ERASED_NAME, displayName: '', bio: '', version: 9, createdAt: at, updatedAt: at },
      ...blank,
    } as never); // Typed by its schema alone.
    const record = { receiptId: uuid(), userId: gone, consentType: 'marketing', granted: true, version: '1', atMs: 5 };
    expect(await post(internalConsentPaths.consents, record)).toMatchObject({ body: { data: { added: true } } });
    expect(await post(internalConsentPaths.consents, record)).toMatchObject({ body: { data: { added: false } } });
    const kept = await consentsCollection(stores.db).find({}).toArray();
    expect(kept).toMatchObject([{ _id: record.receiptId, userId: ERASED_NAME, granted: true }]);
  });
});

describe('analytics', () => {
  const event = (over: object = {}) => {
    const at = new Date(origin.clock()).toISOString();
    return { id: uuid(), name: 'gift_sheet', at, properties: { step: 'opened' }, ...over };
  };
  const take = async (actor: Actor, ...events: object[]) => {
    const { body } = await post(internalConsentPaths.analyticsEvents, { events }, actor);
    return successOf(z.object({ taken: z.int() })).parse(body).data.taken;
  };
  const day = (atMs: number) => new Date(atMs).toISOString().slice(0, 10);
  const counts = async (fromMs: number, toMs: number) => {
    const target = `${internalConsentPaths.analyticsCounts}?name=gift_sheet&from=${day(fromMs)}&to=${day(toMs)}`;
    return successOf(analyticsCountsSchema).parse((await origin.call(target, { actor: admin() })).body).data.items;
  };

  it('counts an event once however often it is told, and two of one id from two people as two', async () => {
    const [one, two] = [someActor(), someActor()];
    const [first, second] = [event(), event({ properties: { step: 'sent' } })];
    expect(await take(one, first, second, first)).toBe(2);
    expect(await take(one, first, event())).toBe(1);
    expect(await take(two, first)).toBe(1);
    const values = { step: { opened: 3, sent: 1 } };
    expect(await counts(origin.clock(), origin.clock())).toEqual([
      { day: day(origin.clock()), count: 4, signs: 2, values },
    ]);
  });

  it('keeps no account, no time of the day and no id that the app knows', async () => {
    const me = someActor();
    const told = event();
    await take(me, told);
    const kept = await stores.db.collection('analytics_events').find({}).toArray();
    expect(kept).toHaveLength(1);
    expect(Object.keys(kept[0] ?? {}).sort()).toEqual(['_id', 'day', 'name', 'properties', 'sign']);
    expect(kept[0]?.day.getTime() % DAY_MS).toBe(0);
    const text = JSON.stringify(kept);
    for (const personal of [me.account, me.subject, me.name, told.id]) expect(text).not.toContain(personal);
  });

  it('gives a person another sign each day, by a key that is forgotten', async () => {
    const me = someActor();
    await take(me, event());
    origin.time.aheadMs += DAY_MS;
    await take(me, event());
    const kept = await stores.db.collection('analytics_events').find({}).toArray();
    expect(new Set(kept.map(({ sign }) => sign)).size).toBe(2);
    const key = controlKeys.analyticsKey(day(origin.clock()));
    const lifeMs = await stores.control.pttl(key);
    expect(lifeMs).toBeGreaterThan(0);
    expect(lifeMs).toBeLessThanOrEqual(limits.analyticsKeyLifeMs);
    const before = await stores.control.get(key);
    await take(someActor(), event());
    expect(await stores.control.get(key), 'one key a day for all').toBe(before);
  });

  it('passes over what is too old or comes from the future', async () => {
    const at = (agoMs: number) => ({ at: new Date(origin.clock() - agoMs).toISOString() });
    const me = someActor();
    const [old, ahead] = [limits.analyticsEventAgeMs + 60_000, -limits.analyticsEventFutureMs - 60_000];
    expect(await take(me, event(at(old)), event(at(ahead)), event(at(limits.analyticsEventAgeMs - 60_000)))).toBe(1);
    const kept = await counts(origin.clock() - 2 * DAY_MS, origin.clock() + DAY_MS);
    expect(kept.map((item) => item.count)).toEqual([1]);
  });

  it('goes after 90 days, is counted along its index, and told to admins alone', async () => {
    const indexes = await stores.db.collection('analytics_events').indexes();
    const retention = indexes.find(({ name }) => name === 'retention');
    expect(Number(retention?.expireAfterSeconds) * 1_000).toBe(limits.analyticsLifeMs);
    const plan = await stores.db
      .collection('analytics_events')
      .find({ name: 'gift_sheet', day: { $gte: new Date(0), $lte: new Date() } })
      .hint('counts')
      .explain('queryPlanner');
    expect(JSON.stringify(plan.queryPlanner.winningPlan)).not.toContain('"filter"');
    const target = `${internalConsentPaths.analyticsCounts}?name=gift_sheet&from=2026-01-01&to=2026-01-02`;
    expect(await origin.call(target, { actor: someActor() })).toMatchObject({ status: 403 });
    expect(await post(internalConsentPaths.analyticsEvents, { events: [event()] })).toMatchObject({ status: 401 });
  });
});

describe('a campaign', () => {
  const words = () => ({ id: uuid(), subject: 'Festival', text: 'It begins on Friday.' });
  let atMs = 1_000;
  const decide = async (userId: string, granted: boolean) => {
    atMs += 1;
    const record = { receiptId: uuid(), userId, consentType: 'marketing', granted, version: '2026-11-23', atMs };
    await post(internalConsentPaths.consents, record);
  };
  const page = async () => {
    const { body } = await post(internalConsentPaths.campaignPage, {});
    return successOf(campaignPageOfAccountsSchema).parse(body).data.work;
  };
  const progress = (id: string, body: object) => post(internalConsentPaths.campaignProgress(id), body);
  const list = async (query = '') => {
    const { body } = await origin.call(`${internalConsentPaths.campaigns}${query}`, { actor: admin() });
    return successOf(campaignPageSchema).parse(body).data;
  };

  it('is started once by its id, by who may, and no more at once than are sent', async () => {
    const [by, campaign] = [admin(), words()];
    expect(await post(internalConsentPaths.campaigns, campaign, someActor())).toMatchObject({ status: 403 });
    expect(await post(internalConsentPaths.campaigns, campaign, by)).toMatchObject({ status: 201 });
    expect(await post(internalConsentPaths.campaigns, campaign, by)).toMatchObject({ status: 201 });
    const other = { ...campaign, text: 'Other words.' };
    expect(await post(internalConsentPaths.campaigns, other, by)).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
    expect((await list()).items).toHaveLength(1);
    for (let i = 1; i < limits.campaignsSendingMax; i += 1) await post(internalConsentPaths.campaigns, words(), by);
    expect(await post(internalConsentPaths.campaigns, words(), by)).toMatchObject({ status: 409 });
    const first = await list('?limit=3');
    const rest = await list(`?limit=3&cursor=${first.next}`);
    expect(new Set([...first.items, ...rest.items].map(({ id }) => id)).size).toBe(limits.campaignsSendingMax);
    expect(rest.next).toBeUndefined();
  });

  it('asks who agreed last, page by page, and again while nobody says that a page was asked', async () => {
    const people = Array.from({ length: limits.campaignPageAccountsMax + 5 }, () => newAccountId('e', random)).sort();
    for (const one of people) await decide(one, true);
    const [withdrew = '', twice = ''] = people;
    await decide(withdrew, false);
    await decide(twice, false);
    await decide(twice, true);
    await decide(newAccountId('e', random), false);
    const campaign = words();
    await post(internalConsentPaths.campaigns, campaign, admin());

    const first = await page();
    expect(await page()).toEqual(first);
    expect(first?.campaign).toEqual(campaign);
    await progress(campaign.id, { next: first?.next, asked: first?.accounts.length, queued: 7 });
    const second = await page();
    expect(second?.after).toBe(first?.next);
    // Somebody who was slow tells of the first page again: it is counted once.
    await progress(campaign.id, { next: first?.next, asked: 1, queued: 1 });
    expect(await page()).toEqual(second);
    expect([...(first?.accounts ?? []), ...(second?.accounts ?? [])]).toEqual(people.filter((one) => one !== withdrew));
    expect(second?.next).toBeUndefined();
    await progress(campaign.id, { after: second?.after, asked: second?.accounts.length, queued: 0 });
    expect(await page()).toBeUndefined();
    expect((await list()).items).toMatchObject([{ status: 'done', asked: people.length - 1, queued: 7 }]);
  });

  it('passes over proofs of those who were erased, however many there are', async () => {
    const gone = Array.from({ length: limits.campaignPageAccountsMax + 1 }, () => newAccountId('e', random));
    for (const one of gone) await decide(one, true);
    await consentsCollection(stores.db).updateMany({}, { $set: { userId: ERASED_NAME } });
    const stays = newAccountId('e', random);
    await decide(stays, true);
    await post(internalConsentPaths.campaigns, words(), admin());
    expect((await page())?.accounts).toEqual([stays]);
  });

  it('that is stopped asks nobody more', async () => {
    await decide(newAccountId('e', random), true);
    const [by, campaign] = [admin(), words()];
    await post(internalConsentPaths.campaigns, campaign, by);
    const stop = (id: string, actor = by) => post(internalConsentPaths.stopCampaign(id), {}, actor);
    expect(await stop(campaign.id, someActor())).toMatchObject({ status: 403 });
    expect(await stop(campaign.id)).toMatchObject({ status: 200, body: { data: { status: 'stopped' } } });
    expect(await page()).toBeUndefined();
    await progress(campaign.id, { asked: 1, queued: 1 });
    expect((await list()).items).toMatchObject([{ status: 'stopped', asked: 0 }]);
    expect(await stop(uuid())).toMatchObject({ status: 404 });
  });

  it('finds who agreed along an index', async () => {
    const found = consentsCollection(stores.db).find(grantsBehind()).sort({ userId: 1 }).limit(100).hint('granted');
    const plan = JSON.stringify((await found.explain('queryPlanner')).queryPlanner.winningPlan);
    expect(plan).toContain('IXSCAN');
    expect(plan).not.toContain('"SORT"');
    expect(plan).not.toContain('"filter"');
  });
});
