import { createHash } from 'node:crypto';
import { accountLinksSchema, evasionLinkPageSchema, internalEvasionPaths } from '@halobuzz/core/api/evasion';
import type { SignalKind } from '@halobuzz/core/evasion/link-strength';
import { base32 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';

let stores: TestStores;
let origin: RealOrigin;
const moderator = { ...someActor(), roles: ['viewer' as const, 'moderator' as const] };
beforeAll(async () => {
  stores = await openStores(22);
  origin = await createRealOrigin(stores);
});
afterAll(() => stores.close());
beforeEach(async () => {
  for (const name of ['evasion_signals', 'evasion_links']) await stores.db.collection(name).deleteMany({});
});

let digests = 0;
const newDigest = () => {
  digests += 1;
  return `${digests}`.padStart(43, 'd');
};
const show = (account: string, kind: SignalKind, digest: string) =>
  origin.call(internalEvasionPaths.signals, { method: 'POST', body: { accountId: account, kind, digest } });
const links = async (state = 'open') => {
  const { body } = await origin.call(`${internalEvasionPaths.links}?state=${state}`, { actor: moderator });
  return evasionLinkPageSchema.parse(Reflect.get(Object(body), 'data')).items;
};
async function person(isBanned = false) {
  const actor = someActor();
  await origin.project(actor, { version: 1, isBanned });
  return actor;
}
async function pair() {
  const [banned, fresh, device] = [await person(true), await person(), newDigest()];
  await show(banned.account, 'device', device);
  await show(fresh.account, 'device', device);
  const [link] = await links();
  if (link === undefined) throw new Error('no link was found');
  return { banned, fresh, device, link };
}
const decide = (id: string, over: object = {}, actor = moderator) =>
  origin.call(internalEvasionPaths.decide(id), {
    ...{ method: 'POST', actor },
    body: { version: 1, outcome: 'dismissed', note: 'Sisters.', reason: 'they wrote to support', ...over },
  });

describe('an account that shares a device with a banned one', () => {
  it('is shown with why, and nothing happens to it', async () => {
    const { banned, fresh, link } = await pair();
    expect(link).toMatchObject({
      ...{ accountId: fresh.account, handle: fresh.name, bannedId: banned.account, bannedHandle: banned.name },
      ...{ strong: true, state: 'open', shared: [{ kind: 'device', sharers: 2 }] },
    });
    expect(await stores.db.collection<{ _id: string }>('users').findOne({ _id: fresh.account })).toMatchObject({
      isBanned: false,
    });
  });

  it('that was there before is shown once the other is banned', async () => {
    const [one, other, device] = [await person(), await person(), newDigest()];
    for (const { account } of [one, other]) await show(account, 'device', device);
    expect(await links()).toEqual([]);
    await origin.project(one, { version: 2, isBanned: true });
    expect(await links()).toMatchObject([{ accountId: other.account, bannedId: one.account }]);
  });

  it('is not shown where everybody shares it, nor between two who are not banned', async () => {
    const banned = await person(true);
    const device = newDigest();
    await show(banned.account, 'device', device);
    const crowd = await Promise.all(Array.from({ length: limits.evasionSharersMax }, () => person()));
    await stores.db.collection('evasion_signals').insertMany(
      crowd.map(({ account: accountId }) => {
        const at = new Date();
        return {
          _id: `device:${device}:${accountId}`,
          accountId,
          kind: 'device',
          digest: device,
          firstAt: at,
          lastAt: at,
        };
      }) as never[], // Ids are texts here, which the driver's type of an unnamed document does not know.
    );
    const last = await person();
    await show(last.account, 'device', device);
    expect(await links()).toEqual([]);
  });
});

describe('a link', () => {
  it('that was dismissed stays so, whatever else the two come to share', async () => {
    const { banned, fresh, link } = await pair();
    expect((await decide(link.id)).status).toBe(200);
    const address = newDigest();
    await show(banned.account, 'address', address);
    await show(fresh.account, 'address', address);
    expect(await links()).toEqual([]);
    expect(await links('dismissed')).toMatchObject([{ id: link.id, note: 'Sisters.', decidedBy: moderator.account }]);
  });

  it('is decided once: two clicks, another outcome, an older version', async () => {
    const { banned, fresh, link } = await pair();
    const address = newDigest();
    await show(banned.account, 'address', address);
    await show(fresh.account, 'address', address);
    expect((await decide(link.id)).body).toMatchObject({ code: 'conflict' });
    const clicks = await Promise.all([
      decide(link.id, { version: 2 }),
      decide(link.id, { version: 2, outcome: 'confirmed' }),
    ]);
    expect(clicks.map(({ status }) => status).sort()).toEqual([200, 409]);
    const records = await stores.db
      .collection('audit_log')
      .find({ action: 'link.decided', subject: fresh.account })
      .toArray();
    expect(records).toHaveLength(1);
  });

  it('stays open where its record cannot be written', async () => {
    const { link } = await pair();
    // Its record's id is taken already: in place of a log that is out of reach.
    const digest = createHash('sha256').update(`link:${link.id}:2`).digest();
    const id = `au_${base32(digest.subarray(0, 16))}`;
    await origin.deps.audit.append({ id, atMs: 1, actor: moderator.account, action: 'link.decided' });
    const decision = { by: moderator.account, version: 1, outcome: 'dismissed' as const, note: 'Sisters.' };
    await expect(origin.deps.evasion.decide(link.id, { ...decision, reason: 'a test' })).rejects.toThrow();
    expect(await links()).toMatchObject([{ id: link.id, version: 1, state: 'open' }]);
  });

  it('is neither seen nor decided by whom it concerns, nor decided by who may not', async () => {
    const { banned, fresh, link } = await pair();
    const concerned = { ...fresh, roles: ['viewer' as const, 'moderator' as const] };
    const paths = [
      internalEvasionPaths.links,
      ...[banned, fresh].map((one) => internalEvasionPaths.linksOf(one.account)),
    ];
    for (const path of paths) {
      expect(await origin.call(path, { actor: concerned }), path).toMatchObject({ body: { data: { items: [] } } });
    }
    expect((await decide(link.id, {}, concerned)).body).toMatchObject({ code: 'forbidden' });
    const support = { ...someActor(), roles: ['viewer' as const, 'support' as const] };
    const asSupport = { method: 'POST', actor: support, body: {} } as const;
    expect((await origin.call(internalEvasionPaths.decide(link.id), asSupport)).body).toMatchObject({
      code: 'forbidden',
    });
    expect((await decide(`${link.bannedId}:${link.accountId}`)).body).toMatchObject({ code: 'not_found' });
  });

  it('stands on the pages of both accounts', async () => {
    const { banned, fresh, link } = await pair();
    for (const { account } of [banned, fresh]) {
      const { body } = await origin.call(internalEvasionPaths.linksOf(account), { actor: moderator });
      const { items } = accountLinksSchema.parse(Reflect.get(Object(body), 'data'));
      expect(items.map(({ id }) => id)).toEqual([link.id]);
    }
  });
});

describe('lists and signals', () => {
  it('refuse what is wrong, by field', async () => {
    const forged = Buffer.from('[{"$gt":0},"x"]').toString('base64url');
    const found = await origin.call(`${internalEvasionPaths.links}?cursor=${forged}`, { actor: moderator });
    expect(found).toMatchObject({ status: 400, body: { errors: [{ field: 'cursor' }] } });
    const { account } = someActor();
    expect((await show(account, 'device', 'short')).body).toMatchObject({ errors: [{ field: 'digest' }] });
    expect((await show('x', 'device', newDigest())).body).toMatchObject({ errors: [{ field: 'accountId' }] });
  });

  it.each([
    ['evasion_links', { state: 'open' }, { strength: -1, _id: 1 }, 'queue'],
    ['evasion_links', { accountId: 'a' }, { _id: 1 }, 'account'],
    ['evasion_links', { bannedId: 'a' }, { _id: 1 }, 'banned'],
    ['evasion_signals', { kind: 'device', digest: 'd' }, { lastAt: -1 }, 'sharers'],
    ['evasion_signals', { accountId: 'a' }, { lastAt: -1 }, 'account'],
  ] as const)('of %s by %j are read from an index, in order', async (name, filter, sort, index) => {
    const plan = await stores.db.collection(name).find(filter).sort(sort).limit(20).explain('queryPlanner');
    const text = JSON.stringify(plan.queryPlanner.winningPlan);
    expect(text).toContain(`"indexName":"${index}"`);
    expect(text).not.toMatch(/COLLSCAN|"SORT"/);
  });
});
