import { successOf } from '@halobuzz/core/api/conventions';
import { type AccountProjection, internalPaths } from '@halobuzz/core/api/internal';
import { profileSchema } from '@halobuzz/core/api/people';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';

let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  stores = await openStores(51);
  origin = await createRealOrigin(stores);
});
afterAll(() => stores.close());

async function someone(over: Partial<AccountProjection> = {}): Promise<Actor> {
  const actor = someActor();
  await origin.project(actor, over);
  return actor;
}

function does(actor: Actor, act: 'follow' | 'block', whom: Actor) {
  return origin.call(internalPaths[act](whom.account), { method: 'POST', actor });
}

async function profile(whom: Actor, viewer?: Actor) {
  const answer = await origin.call(internalPaths.person(whom.account), { actor: viewer });
  expect(answer.status).toBe(200);
  return successOf(profileSchema).parse(answer.body).data;
}

const nothing = { following: false, followsYou: false, blocking: false, blockedBy: false };

describe('a profile from the cache', () => {
  const served = async () => {
    const reads = await origin.registry.getSingleMetric('halobuzz_origin_cache_reads_total')?.get();
    return reads?.values.find(({ labels }) => labels.cache === 'profile' && labels.result === 'hit')?.value ?? 0;
  };
  const go = { title: 'Songs', category: 'music', country: 'NP', region: 'ap-south-1' };

  it('shows every change at once: a name, a follow, a broadcast that begins and ends, a ban', async () => {
    const [host, fan] = [await someone({ roles: ['viewer', 'host'] }), await someone()];
    await profile(host);
    const before = await served();
    expect((await profile(host)).details).toMatchObject({ followers: 0 });
    expect(await served()).toBe(before + 1);
    await origin.project(host, { version: 2, displayName: 'Sita', roles: ['viewer', 'host'] });
    expect((await profile(host)).displayName).toBe('Sita');
    await does(fan, 'follow', host);
    expect((await profile(host)).details).toMatchObject({ followers: 1 });
    await origin.call(internalPaths.streams, { method: 'POST', actor: host, body: go });
    const live = (await profile(host)).details?.live;
    expect(live).toMatchObject({ title: 'Songs' });
    await origin.call(internalPaths.endStream(live?.id ?? ''), { method: 'POST', actor: host, body: {} });
    expect((await profile(host)).details?.live).toBeUndefined();
    await origin.project(host, { version: 3, isBanned: true });
    expect(await origin.call(internalPaths.person(host.account))).toMatchObject({ status: 404 });
    await origin.project(host, { version: 4 });
    expect((await profile(host)).handle).toBe(host.name);
  });

  it('gives nobody what it knows of another reader', async () => {
    const [person, follower, blocked] = [await someone(), await someone(), await someone()];
    await does(follower, 'follow', person);
    await does(person, 'block', blocked);
    const asked = [follower, blocked, undefined, person, follower, blocked, undefined, person];
    const seen: Awaited<ReturnType<typeof profile>>[] = [];
    for (const reader of asked) seen.push(await profile(person, reader));
    for (const at of [0, 4]) expect(seen[at]?.relation).toEqual({ ...nothing, following: true });
    for (const at of [1, 5]) expect([seen[at]?.details, seen[at]?.relation?.blockedBy]).toEqual([undefined, true]);
    for (const at of [2, 3, 6, 7]) expect([seen[at]?.details?.followers, seen[at]?.relation]).toEqual([1, undefined]);
  });

  it.each([
    ['public', [], { stranger: true, follower: true, other: true, host: true }],
    ['password', [], { stranger: true, follower: true, other: true, host: true }],
    ['followers', [], { stranger: false, follower: true, other: false, host: true }],
    ['private', [], { stranger: false, follower: false, other: false, host: true }],
    ['public', ['NP'], { stranger: false, follower: false, other: false, host: true }],
    ['public', ['DE'], { stranger: false, follower: true, other: true, host: true }],
  ] as const)('tells of a broadcast (%s, not for %j) whom it may', async (visibility, countryBlocks, wanted) => {
    const [host, follower, other] = [await someone({ roles: ['viewer', 'host'] }), await someone(), await someone()];
    await does(follower, 'follow', host);
    await origin.call(internalPaths.streams, { method: 'POST', actor: host, body: go });
    const set = { 'privacy.visibility': visibility, 'privacy.countryBlocks': countryBlocks };
    await stores.db.collection('livestreams').updateOne({ hostId: host.account }, { $set: set });
    const tells = async (reader?: Actor) => (await profile(host, reader)).details?.live !== undefined;
    expect({
      stranger: await tells(),
      follower: await tells(follower),
      other: await tells(other),
      host: await tells(host),
    }).toEqual(wanted);
  });
});
