import { successOf } from '@halobuzz/core/api/conventions';
import { searchResultSchema } from '@halobuzz/core/api/discovery';
import { topHostsSchema } from '@halobuzz/core/api/hosts';
import { type AccountProjection, internalPaths } from '@halobuzz/core/api/internal';
import { streamSchema } from '@halobuzz/core/api/streams';
import { searchQuery } from '@halobuzz/core/discovery/search-words';
import { limits } from '@halobuzz/core/limits';
import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type DirectoryDocument, searchedHosts, topHostsQuery, uncountedQuery } from '../mongo/mongo-host-directory.ts';
import type { LivestreamDocument } from '../mongo/mongo-livestreams.ts';
import { searchPipeline } from '../mongo/search-by-keys.ts';
import { liveDocument } from '../testing/listed-streams.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';
import { countStreams, reconcileHosts } from './count-streams.ts';

const seed = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000);
let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  console.log(`host directory: TEST_SEED=${seed}`);
  stores = await openStores(56);
});
afterAll(() => stores.close());
beforeEach(async () => {
  for (const name of ['livestreams', 'users', 'host_directory']) await stores.db.collection(name).deleteMany({});
  await stores.control.flushdb();
  origin = await createRealOrigin(stores);
});

const directory = () => stores.db.collection<DirectoryDocument>('host_directory');
const livestreams = () => stores.db.collection<LivestreamDocument>('livestreams');
const versions = new Map<string, number>();

/** What the edge tells the origin of an account, newer each time. */
async function project(actor: Actor, over: Partial<AccountProjection> = {}): Promise<void> {
  const version = (versions.get(actor.account) ?? 0) + 1;
  versions.set(actor.account, version);
  await origin.project(actor, { version, ...over });
}

const started = successOf(z.looseObject({ stream: streamSchema }));
async function goLive(host: Actor): Promise<string> {
  const body = { title: 'Songs', category: 'music', country: 'NP', region: 'ap-southeast-1' };
  const answer = await origin.call(internalPaths.streams, { method: 'POST', actor: host, body });
  return started.parse(answer.body).data.stream.id;
}
const end = (host: Actor, id: string) => origin.call(internalPaths.endStream(id), { method: 'POST', actor: host });

/** Both answers: what is kept, and what the customer's aggregation finds. */
async function bothAnswers(limit = 20) {
  const { directory: hosts } = origin.deps.discovery;
  return Promise.all([hosts.top(limit), hosts.topByAggregation(limit)]);
}

describe('top hosts', () => {
  it('are the same whether they are kept or aggregated, whatever hosts, broadcasts and bans come and go', async () => {
    const number = seededRandom(seed).below;
    const hosts = Array.from({ length: 40 }, (_, n) => someActor(`host${n}`));
    for (const host of hosts) await project(host, { displayName: number(2) === 0 ? '' : `Host ${host.name}` });
    for (let round = 0; round < 8; round += 1) {
      const made = Array.from({ length: 60 }, () => {
        // Few hosts with many broadcasts, and equals among the others.
        const host = hosts[Math.min(number(hosts.length), number(hosts.length))] ?? someActor();
        const status = (['ended', 'ended', 'draft'] as const)[number(3)] ?? 'ended';
        const counted = status === 'draft' ? {} : { counted: false };
        const { counted: _drafts, ...document } = liveDocument({ hostId: host.account });
        return { ...document, status, ...counted };
      });
      await livestreams().insertMany(made);
      for (let change = 0; change < 5; change += 1) {
        const host = hosts[number(hosts.length)] ?? someActor();
        const how = number(4);
        await project(host, how === 0 ? { status: 'deleted' } : { isBanned: how < 3 });
      }
      // Two at once count nothing twice.
      await Promise.all([countStreams(origin.deps.discovery), countStreams(origin.deps.discovery)]);
      for (const limit of [1, 7, 20]) {
        const [kept, aggregated] = await bothAnswers(limit);
        expect(kept.map(({ id, streams }) => [id, streams])).toEqual(
          aggregated.map(({ id, streams }) => [id, streams]),
        );
        expect(kept).toEqual(aggregated);
      }
    }
    expect(await reconcileHosts(origin.deps.discovery)).toBe(0);
  });

  it('count a broadcast once it went live, once, and are served without who is banned', async () => {
    const [gita, hari, mala] = ['gita', 'hari', 'mala'].map((name) => someActor(name)) as [Actor, Actor, Actor]; // Three names give three.
    for (const host of [gita, hari, mala]) await project(host);
    for (const host of [gita, gita, hari, mala, mala, mala, mala]) await end(host, await goLive(host));
    const live = await goLive(gita);
    await countStreams(origin.deps.discovery);
    expect(await countStreams(origin.deps.discovery)).toBe(0);
    await project(mala, { isBanned: true });
    const top = async (query = 'by=streams') => {
      // Not what is cached.
      await stores.control.flushdb();
      const answer = await origin.call(`${internalPaths.topHosts}?${query}`);
      return successOf(topHostsSchema).parse(answer.body).data;
    };
    expect(await top()).toEqual({
      by: 'streams',
      items: [
        { rank: 1, id: gita.account, handle: 'gita', streams: 3, live },
        { rank: 2, id: hari.account, handle: 'hari', streams: 1 },
      ],
    });
    // What stands in no list is not told of here either.
    await livestreams().updateOne({ _id: live }, { $set: { listed: false } });
    expect((await top('by=streams&limit=1')).items).toEqual([
      { rank: 1, id: gita.account, handle: 'gita', streams: 3 },
    ]);
    await project(mala);
    expect((await top()).items[0]).toMatchObject({ id: mala.account, streams: 4 });
    const answer = await origin.call(`${internalPaths.topHosts}?by=streams&period=day`);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'period' }] } });
  });

  it('are mended where the directory was lost or is wrong, and counted for hosts nobody knows yet', async () => {
    const hosts = Array.from({ length: 6 }, (_, n) => someActor(`h${n}`));
    const early = someActor('early');
    await livestreams().insertOne(liveDocument({ hostId: early.account, status: 'ended' }));
    await countStreams(origin.deps.discovery);
    for (const host of [...hosts, early]) await project(host);
    for (const host of hosts) {
      await livestreams().insertMany([0, 1].map(() => liveDocument({ hostId: host.account, status: 'ended' })));
    }
    await countStreams(origin.deps.discovery);
    const [right] = await bothAnswers();
    expect(right).toHaveLength(7);
    await directory().deleteOne({ _id: hosts[0]?.account ?? '' });
    await directory().updateOne({ _id: hosts[1]?.account ?? '' }, { $set: { streams: 9 } });
    await directory().updateOne({ _id: hosts[2]?.account ?? '' }, { $set: { version: 0, shown: false } });
    expect(await reconcileHosts(origin.deps.discovery)).toBe(3);
    expect(await bothAnswers()).toEqual([right, right]);
    expect(await reconcileHosts(origin.deps.discovery)).toBe(0);
    const metric = await origin.registry.getSingleMetricAsString('halobuzz_origin_host_directory_mended_total');
    expect(metric).toContain('halobuzz_origin_host_directory_mended_total 3');
  });

  it('stand on indexes', async () => {
    for (const [name, { filter, sort, hint }] of [
      ['host_directory', topHostsQuery],
      ['livestreams', uncountedQuery],
    ] as const) {
      const found = stores.db.collection(name).find({ ...filter } as object); // The driver types filters by document.
      const plan = await found
        .sort({ ...sort })
        .limit(20)
        .hint(hint)
        .explain('queryPlanner');
      const text = JSON.stringify(plan.queryPlanner.winningPlan);
      expect(text).toContain(`"indexName":"${hint}"`);
      expect(text).not.toMatch(/COLLSCAN|"SORT"/);
    }
    const pipeline = searchPipeline(searchedHosts, searchQuery('sita rai')?.prefix ?? []);
    const search = directory().aggregate(pipeline, { hint: searchedHosts.hint });
    const text = JSON.stringify((await search.explain('queryPlanner')).stages);
    expect(text).toContain('"indexName":"search"');
    expect(text).not.toMatch(/COLLSCAN|"SORT"|"\$sort"/);
  });
});

describe('search', () => {
  const find = async (q: string, kind: 'streams' | 'hosts', more = '') => {
    const query = `q=${encodeURIComponent(q)}&kind=${kind}&viewerCountry=US${more}`;
    const answer = await origin.call(`${internalPaths.search}?${query}`);
    expect(answer, q).toMatchObject({ status: 200 });
    return successOf(searchResultSchema).parse(answer.body).data;
  };
  const titles = async (q: string) => {
    const found = await find(q, 'streams');
    return found.kind === 'streams' ? found.items.map(({ title }) => title) : [];
  };

  it('finds live broadcasts by title, tag and host, in any script, those with more viewers first', async () => {
    const shows = [
      { title: 'Évening songs', currentViewers: 3 },
      { title: 'साँझका गीतहरू', hostHandle: 'Gita_Rai', currentViewers: 9 },
      { title: 'Evening cooking', tags: ['live-band'], currentViewers: 700 },
      { title: 'Even numbers', currentViewers: 80 },
      { title: 'Evening, private', listed: false, currentViewers: 900 },
      { title: 'Evening, over', status: 'ended' as const },
      { title: 'Evening elsewhere', privacy: { ...liveDocument().privacy, countryBlocks: ['US'] } },
    ];
    await livestreams().insertMany(shows.map((show) => liveDocument(show)));
    expect(await titles('evening')).toEqual(['Evening cooking', 'Évening songs']);
    expect(await titles('EVEN')).toEqual(['Even numbers', 'Evening cooking', 'Évening songs']);
    expect(await titles('song even')).toEqual(['Évening songs']);
    expect(await titles('सांझ')).toEqual(['साँझका गीतहरू']);
    expect(await titles('gitarai')).toEqual(['साँझका गीतहरू']);
    expect(await titles('band')).toEqual(['Evening cooking']);
  });

  it('looks up the rarest word first: what is common does not hide it, nor does it have to be known before', async () => {
    const common = Array.from({ length: limits.searchScanEntriesMax }, () =>
      liveDocument({ title: 'Music', currentViewers: 50 }),
    );
    await livestreams().insertMany([...common, liveDocument({ title: 'Music on the zither' })]);
    expect(await titles('music zither')).toEqual(['Music on the zither']);
    expect(await titles('music sarangi')).toEqual([]);
    await livestreams().insertOne(liveDocument({ title: 'Sarangi music' }));
    await stores.control.flushdb();
    expect(await titles('music sarangi')).toEqual(['Sarangi music']);
  });

  it.each(['"evening"', '-evening', '$evening', '^evening.*', 'evening\\', '{"$ne":""} evening', 'evening%00'])(
    'takes %j for words alone',
    async (q) => {
      await livestreams().insertMany([liveDocument({ title: 'Evening ne 00' }), liveDocument({ title: 'Morning' })]);
      expect(await titles(q)).toEqual(['Evening ne 00']);
    },
  );

  it('is refused without anything to look for, by the name of its field', async () => {
    for (const q of ['', 'a', '$$', '"-"', 'x'.repeat(limits.searchQueryCharsMax + 1)]) {
      const answer = await origin.call(`${internalPaths.search}?q=${encodeURIComponent(q)}&viewerCountry=US`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ field: 'q' }] } });
    }
    for (const [query, field] of [
      ['q=sita&kind=rooms', 'kind'],
      ['q=sita&cursor=x', 'cursor'],
      ['q=sita&$where=1', '$where'],
      ['q=sita&q[$ne]=1', 'q[$ne]'],
    ] as const) {
      const answer = await origin.call(`${internalPaths.search}?viewerCountry=US&${query}`);
      expect(answer).toMatchObject({ status: 400, body: { errors: [{ field }] } });
    }
  });

  it('finds people by handle and name: whole words first, then who went live more often; nobody who is banned or gone', async () => {
    const named = (name: string) => someActor(name);
    const [sita, sitara, sitaram, banned, gone] = ['sita', 'sitara', 'sitaram', 'sitab', 'sitag'].map(named);
    if (!sita || !sitara || !sitaram || !banned || !gone) throw new Error('five names give five');
    await project(sita);
    await project(sitara, { displayName: 'Ramro Gítá' });
    await project(sitaram);
    await project(banned, { isBanned: true });
    await project(gone);
    await project(gone, { status: 'deleted' });
    expect(await directory().findOne({ _id: gone.account })).toMatchObject({ handle: '', searchKeys: [] });
    await end(sitaram, await goLive(sitaram));
    const live = await goLive(sitaram);
    await countStreams(origin.deps.discovery);
    const found = await find('SITA', 'hosts');
    expect(found.items).toEqual([
      { id: sita.account, handle: 'sita', displayName: 'sita', streams: 0 },
      { id: sitaram.account, handle: 'sitaram', displayName: 'sitaram', streams: 2, live },
      { id: sitara.account, handle: 'sitara', displayName: 'Ramro Gítá', streams: 0 },
    ]);
    expect((await find('gita ramro', 'hosts')).items).toMatchObject([{ handle: 'sitara' }]);
    // Whom the broadcast shuts out is not told of it; its host they may find.
    await livestreams().updateOne({ _id: live }, { $set: { 'privacy.countryBlocks': ['US'] } });
    await stores.control.flushdb();
    expect((await find('sitaram', 'hosts')).items).toMatchObject([{ handle: 'sitaram', streams: 2 }]);
    expect((await find('sitaram', 'hosts')).items[0]).not.toHaveProperty('live');
    const elsewhere = await origin.call(`${internalPaths.search}?viewerCountry=IN&q=sitaram&kind=hosts`);
    expect(elsewhere.body).toMatchObject({ data: { items: [{ live }] } });
    const first = await find('sita', 'hosts', '&limit=2');
    expect(first.items).toHaveLength(2);
    const second = await find('sita', 'hosts', `&limit=2&cursor=${first.next}`);
    expect(second.items).toMatchObject([{ handle: 'sitara' }]);
    expect(second).not.toHaveProperty('next');
    // A new name is found, the old one is not.
    await project(sitara, { displayName: 'Kanchha' });
    await stores.control.flushdb();
    expect((await find('kanchha', 'hosts')).items).toMatchObject([{ handle: 'sitara' }]);
    expect((await find('ramro', 'hosts')).items).toEqual([]);
  });
});
