import {
  type CatalogueContent,
  catalogueItemPageSchema,
  catalogueVersionPageSchema,
  catalogueVersionSchema,
} from '@halobuzz/core/api/catalogue';
import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { giftCatalogueSchema } from '@halobuzz/core/api/wallet';
import { readGiftOffers } from '@halobuzz/core/catalogue/gift-offers';
import { initialGifts } from '@halobuzz/core/gifts';
import { limits } from '@halobuzz/core/limits';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Role } from '@halobuzz/core/tokens';
import fc from 'fast-check';
import type { Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditDocuments } from '../mongo/mongo-audit.ts';
import { heldFilter, newestPipeline } from '../mongo/mongo-catalogue.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';

let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  stores = await openStores(25);
  origin = await createRealOrigin(stores);
});
afterAll(() => stores.close());

const staff = (...roles: Role[]) => ({ ...someActor(), roles: ['viewer' as const, ...roles] });
const [finance, other, admin] = [staff('finance'), staff('finance'), staff('admin')];
const version = successOf(catalogueVersionSchema);
const reason = 'as agreed for spring';

let ids = 0;
const newId = () => {
  ids += 1;
  return `tea-${ids}`;
};
const gift = (coins: number | string, more: Partial<CatalogueContent> = {}) => ({
  ...{ kind: 'gift', names: { en: 'Tea', ne: 'चिया' }, emoji: '🍵', coins: String(coins), category: 'local', order: 5 },
  ...more,
});
const coinPackage = (id: string, coins: number, usd = 99, more: object = {}) => ({
  ...{ kind: 'package', coins: String(coins), bonus: '0', order: 1, platforms: ['web'] },
  prices: { USD: String(usd), EUR: '99', GBP: '89', INR: '8900', NPR: '14000' },
  ...{ appleProduct: `test.${id}`, googleProduct: `test.${id}`, ...more },
});

const call = (method: 'PUT' | 'POST', path: string, body: object, actor = finance) =>
  origin.call(internalPaths.catalogue(path), { method, actor, body });
const put = (id: string, after: number, content: object, more: object = {}, actor = finance) =>
  call('PUT', `${'appleProduct' in content ? 'packages' : 'gifts'}/${id}`, { after, content, reason, ...more }, actor);
const made = async (answer: ReturnType<typeof put>) => version.parse((await answer).body).data;
const shown = async (country = 'NP') => {
  const { body } = await origin.call(`${internalPaths.gifts}?country=${country}`);
  return successOf(giftCatalogueSchema).parse(body).data;
};
const priceOf = async (id: string, country = 'NP') => (await shown(country)).items.find((one) => one.id === id)?.coins;
const advance = (ms: number) => {
  origin.time.aheadMs += ms;
};
const inMs = (ms: number) => new Date(origin.clock() + ms).toISOString();

describe('a version of a gift', () => {
  it('is sold from the moment it is made, in the place of the one before', async () => {
    const id = newId();
    expect(await made(put(id, 0, gift(10)))).toMatchObject({ version: 1, status: 'published' });
    expect(await priceOf(id)).toBe('10');
    const second = await made(put(id, 1, gift(12)));
    expect(second.history.map(({ act, by }) => [act, by])).toEqual([
      ['made', finance.account],
      ['published', finance.account],
    ]);
    const offers = readGiftOffers((await stores.control.hget(controlKeys.gifts, id)) ?? '');
    expect(offers.map(({ version: number, coins }) => [number, coins]).sort()).toEqual([
      [1, 10n],
      [2, 12n],
    ]);
    const { items } = await shown();
    expect(items.filter((one) => one.id === id)).toEqual([
      expect.objectContaining({ version: 2, coins: '12', names: { en: 'Tea', ne: 'चिया' } }),
    ]);
  });

  it('after one that somebody else made first is a conflict that says whose', async () => {
    const id = newId();
    await put(id, 0, gift(10));
    const answers = await Promise.all([put(id, 1, gift(11)), put(id, 1, gift(12), {}, other)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const late = answers.find(({ status }) => status === 409);
    expect(late?.body).toMatchObject({
      code: 'conflict',
      errors: [{ field: 'after', message: expect.stringMatching(/^version 2 is published by a[a-z2-7]{26} at /) }],
    });
    const { body } = await origin.call(internalPaths.catalogue(`gifts/${id}/versions`), { actor: finance });
    expect(successOf(catalogueVersionPageSchema).parse(body).data.items).toHaveLength(2);
  });

  it('begins and ends by itself at its times, and says when', async () => {
    const id = newId();
    await put(id, 0, gift(10));
    await put(id, 1, gift(12, { until: inMs(120_000) }), { from: inMs(60_000) });
    expect(await priceOf(id)).toBe('10');
    expect(Date.parse((await shown()).changesAt ?? '')).toBeLessThanOrEqual(origin.clock() + 60_000);
    advance(60_000);
    expect(await priceOf(id)).toBe('12');
    advance(60_000);
    expect(await priceOf(id)).toBeUndefined();
    expect((await shown()).others).toContainEqual(expect.objectContaining({ id, emoji: '🍵' }));
  });

  it('for some countries is shown there alone', async () => {
    const id = newId();
    await put(id, 0, gift(10, { countries: { only: ['NP', 'IN'] } }));
    expect([await priceOf(id, 'NP'), await priceOf(id, 'DE'), await priceOf(id, 'XX')]).toEqual([
      '10',
      undefined,
      undefined,
    ]);
    await put(id, 1, gift(10, { countries: { except: ['NP'] } }));
    expect([await priceOf(id, 'NP'), await priceOf(id, 'DE')]).toEqual([undefined, '10']);
  });

  it('is withdrawn by a version of its own, and can come back', async () => {
    const id = newId();
    await put(id, 0, gift(10));
    expect(await made(call('POST', `gifts/${id}/withdraw`, { after: 1, reason }))).toMatchObject({ withdrawn: true });
    expect(await priceOf(id)).toBeUndefined();
    expect(await call('POST', `gifts/${id}/withdraw`, { after: 1, reason })).toMatchObject({ status: 409 });
    expect(await call('POST', `gifts/${id}/withdraw`, { after: 2, reason })).toMatchObject({ status: 409 });
    await put(id, 2, gift(10));
    expect(await priceOf(id)).toBe('10');
  });

  it('as a draft is seen by staff alone until it is published, and by nobody once it is thrown away', async () => {
    const id = newId();
    const draft = await made(put(id, 0, gift(10), { draft: true }));
    expect([draft.status, await priceOf(id)]).toEqual(['draft', undefined]);
    await made(call('POST', `gifts/${id}/versions/1/publish`, { reason }));
    expect(await priceOf(id)).toBe('10');
    expect(await call('POST', `gifts/${id}/versions/1/publish`, { reason })).toMatchObject({ status: 409 });
    await put(id, 1, gift(11), { draft: true });
    await put(id, 2, gift(12), { draft: true });
    expect(await call('POST', `gifts/${id}/versions/2/publish`, { reason })).toMatchObject({ status: 409 });
    expect(await made(call('POST', `gifts/${id}/versions/3/discard`, { reason }))).toMatchObject({
      status: 'discarded',
    });
    expect(await call('POST', `gifts/${id}/versions/1/discard`, { reason })).toMatchObject({ status: 409 });
    expect(await call('POST', `gifts/${id}/versions/9/discard`, { reason })).toMatchObject({ status: 404 });
    expect(await priceOf(id)).toBe('10');
  });

  it('of a later time that is thrown away leaves the one before as it was', async () => {
    const id = newId();
    await put(id, 0, gift(10));
    await put(id, 1, gift(12), { from: inMs(60_000) });
    await call('POST', `gifts/${id}/versions/2/discard`, { reason });
    advance(120_000);
    expect(await priceOf(id)).toBe('10');
  });

  it('whose price leaps waits for a second person, who is nobody that asked', async () => {
    const id = newId();
    await put(id, 0, gift(100));
    expect(await made(put(id, 1, gift(151)))).toMatchObject({ status: 'waiting' });
    expect(await priceOf(id)).toBe('100');
    const decide = (by: typeof finance, outcome = 'approved') =>
      call('POST', `gifts/${id}/versions/2/decision`, { outcome, reason }, by);
    expect(await decide(finance)).toMatchObject({ status: 403, body: { code: 'approval_own' } });
    const both = await Promise.all([decide(other), decide(admin)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await priceOf(id)).toBe('151');
    // Small steps of one day count together.
    expect(await made(put(id, 2, gift(110)))).toMatchObject({ status: 'published' });
    expect(await made(put(id, 3, gift(90)))).toMatchObject({ status: 'waiting' });
    expect(
      await made(call('POST', `gifts/${id}/versions/4/decision`, { outcome: 'rejected', reason }, other)),
    ).toMatchObject({
      status: 'rejected',
    });
    expect(await priceOf(id)).toBe('110');
  });

  it('that waits gives way to a newer one: a stale approval finds nothing', async () => {
    const id = newId();
    await put(id, 0, gift(100));
    await put(id, 1, gift(900));
    await put(id, 2, gift(101));
    const late = await call('POST', `gifts/${id}/versions/2/decision`, { outcome: 'approved', reason }, other);
    expect(late).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await priceOf(id)).toBe('101');
  });

  it('with a wrong field is refused by its name', async () => {
    const wrong: readonly (readonly [object, string])[] = [
      [gift(0), 'content.coins'],
      [gift('1e3'), 'content.coins'],
      [gift(`${limits.giftCoinsMax}0`), 'content.coins'],
      [gift(5, { emoji: 'tea' }), 'content.emoji'],
      [gift(5, { emoji: '5' }), 'content.emoji'],
      [gift(5, { countries: { only: ['ZZ'] } }), 'content.countries.only.0'],
      [gift(5, { countries: { only: ['NP'], except: ['IN'] } }), 'content.countries'],
      [gift(5, { image: 'a'.repeat(32) }), 'content.image'],
      [gift(5, { until: inMs(-1) }), 'content.until'],
      [{ ...gift(5), price: 1 }, 'content.price'],
    ];
    for (const [content, field] of wrong) {
      const { status, body } = await put(newId(), 0, content);
      expect([status, body]).toEqual([400, expect.objectContaining({ code: 'validation_failed' })]);
      expect(body).toMatchObject({ errors: expect.arrayContaining([expect.objectContaining({ field })]) });
    }
    const more: readonly (readonly [object, string])[] = [
      [{ status: 'published' }, 'status'],
      [{ from: inMs(-60_000) }, 'from'],
      [{ from: inMs(limits.catalogueAheadMs + 60_000) }, 'from'],
      [{ reason: 'x'.repeat(limits.staffReasonCharsMax + 1) }, 'reason'],
    ];
    for (const [fields, field] of more) {
      expect(await put(newId(), 0, gift(5), fields)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    }
    expect(await put(newId(), 3, gift(5))).toMatchObject({ status: 404 });
    const forged = await origin.call(`${internalPaths.catalogue('gifts')}?cursor=bm90IG91cnM`, { actor: finance });
    expect(forged).toMatchObject({ status: 400, body: { errors: [{ field: 'cursor' }] } });
  });

  it('is made by finance and admins alone, and stands in the audit log with its reason', async () => {
    const id = newId();
    for (const actor of [someActor(), staff('moderator'), staff('support')]) {
      expect(await put(id, 0, gift(5), {}, actor)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
    expect(await origin.call(internalPaths.catalogue('gifts'), { actor: someActor() })).toMatchObject({ status: 403 });
    await put(id, 0, gift(5));
    const records = await auditDocuments(stores.db)
      .find({ subject: `gift:${id}` })
      .sort({ sequence: 1 })
      .toArray();
    expect(records.map(({ action, actor, reason: why }) => [action, actor, why])).toEqual([
      ['catalogue.version_made', finance.account, reason],
      ['catalogue.published', finance.account, reason],
    ]);
  });
});

describe('a coin package', () => {
  const packages = () => origin.deps.payment.packages;

  it('is sold once a second person agreed, where and on what it is for', async () => {
    await put('starter', 0, coinPackage('starter', 100, 99, { countries: { only: ['NP'] } }));
    expect(await packages().onSale('NP')).not.toContainEqual(expect.objectContaining({ id: 'starter' }));
    await call('POST', 'packages/starter/versions/1/decision', { outcome: 'approved', reason }, other);
    const asked = { id: 'starter', country: 'NP', platform: 'web' } as const;
    expect(await packages().sold(asked)).toMatchObject({ version: 1, coins: 100n });
    expect(await packages().sold({ ...asked, country: 'DE' })).toBeUndefined();
    expect(await packages().sold({ ...asked, platform: 'ios' })).toBeUndefined();
    expect(await packages().onSale('NP', 'ios')).not.toContainEqual(expect.objectContaining({ id: 'starter' }));
  });

  it('keeps for a moment what its buyer saw, and no longer', async () => {
    await put('saver', 0, coinPackage('saver', 100));
    await call('POST', 'packages/saver/versions/1/decision', { outcome: 'approved', reason }, other);
    expect(await made(put('saver', 1, coinPackage('saver', 80)))).toMatchObject({ status: 'published' });
    const asked = { id: 'saver', version: 1, country: 'NP', platform: 'web' } as const;
    expect(await packages().sold(asked)).toMatchObject({ version: 1, coins: 100n });
    advance(limits.giftGraceMs + 1);
    expect(await packages().sold(asked)).toBeUndefined();
    expect(await packages().sold({ ...asked, version: 2 })).toMatchObject({ coins: 80n });
  });

  it('shares no product of a store with another, and takes two people to change its own', async () => {
    await put('first', 0, coinPackage('first', 100));
    const taken = await put('second', 0, coinPackage('second', 100, 99, { googleProduct: 'test.first' }));
    expect(taken).toMatchObject({ status: 400, body: { errors: [{ field: 'content.googleProduct' }] } });
    await call('POST', 'packages/first/versions/1/decision', { outcome: 'approved', reason }, other);
    const moved = await made(put('first', 1, coinPackage('first', 100, 99, { appleProduct: 'test.first2' })));
    expect(moved.status).toBe('waiting');
  });

  it('is no gift', async () => {
    expect(await call('PUT', `gifts/${newId()}`, { after: 0, content: coinPackage('x', 1), reason })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'content.kind' }] },
    });
  });
});

describe('the list', () => {
  it('goes through all of them by pages, each with what holds and what will', async () => {
    const id = newId();
    await put(id, 0, gift(10));
    await put(id, 1, gift(11), { from: inMs(60_000) });
    const seen = new Map<string, unknown>();
    let cursor: string | undefined;
    do {
      const query = cursor === undefined ? '?limit=3' : `?limit=3&cursor=${cursor}`;
      const { body } = await origin.call(`${internalPaths.catalogue('gifts')}${query}`, { actor: staff('support') });
      const page = successOf(catalogueItemPageSchema).parse(body).data;
      for (const item of page.items) seen.set(item.id, item);
      cursor = page.next;
    } while (cursor !== undefined);
    expect([...seen.keys()]).toEqual([...seen.keys()].sort());
    expect(seen.size).toBeGreaterThanOrEqual(initialGifts.length);
    expect(seen.get(id)).toMatchObject({ newest: { version: 2 }, now: { version: 1 }, next: { version: 2 } });
  });

  it('and what is sold are read by their indexes', async () => {
    for (const [name, idField] of [
      ['gifts', 'giftId'],
      ['coin_packages', 'packageId'],
    ] as const) {
      const collection = stores.db.collection<Document>(name);
      const newest = JSON.stringify(
        await collection.aggregate(newestPipeline(idField, 'k', 20)).explain('queryPlanner'),
      );
      expect(newest).toContain('DISTINCT_SCAN');
      const held = JSON.stringify(await collection.find(heldFilter(origin.clock())).explain('queryPlanner'));
      expect(held).toContain('"indexName":"held"');
      const history = collection.find({ [idField]: 'x' }).sort({ version: -1 });
      const versions = JSON.stringify(await history.explain('queryPlanner'));
      expect(versions).toContain('"indexName":"version"');
      for (const plan of [newest, held, versions]) expect(plan).not.toContain('COLLSCAN');
      expect(versions).not.toContain('"stage":"SORT"');
    }
  });
});

describe('the published catalogue', () => {
  it('comes back when Redis lost it, and is left alone while it is the same', async () => {
    // Versions of the tests before may begin and end meanwhile.
    await expect.poll(() => origin.deps.publishGifts(), { timeout: 20_000 }).toBe(false);
    await stores.control.del(controlKeys.gifts);
    expect(await origin.deps.publishGifts()).toBe(true);
    expect(await stores.control.hexists(controlKeys.gifts, 'rose')).toBe(1);
  });

  it('has at any time, whatever was made and thrown away in whatever order, the price of the newest that began', async () => {
    const step = fc.record({
      coins: fc.integer({ min: 100, max: 120 }),
      inMs: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
      discard: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        const id = newId();
        const model: { fromMs: number; coins: string; thrown: boolean }[] = [];
        for (const { coins, inMs: soonMs, discard } of steps) {
          const from = soonMs === undefined ? {} : { from: inMs(soonMs * 1_000) };
          const answer = await made(put(id, model.length, gift(coins), from));
          model.push({ fromMs: Date.parse(answer.from ?? ''), coins: String(coins), thrown: false });
          if (!discard) continue;
          const { status } = await call('POST', `gifts/${id}/versions/${model.length}/discard`, { reason });
          const last = model.at(-1);
          if (last !== undefined) last.thrown = status === 200;
          expect(status).toBe(soonMs === undefined ? 409 : 200);
        }
        for (let second = 0; second < 6; second += 1) {
          const expected = () => model.findLast(({ fromMs, thrown }) => !thrown && fromMs <= origin.clock())?.coins;
          // The time goes on while it answers.
          const before = expected();
          const price = await priceOf(id);
          expect([before, expected()]).toContain(price);
          advance(1_000);
        }
      }),
      { numRuns: 8 },
    );
  });
});
