import { pageOf, successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { streamSchema } from '@halobuzz/core/api/streams';
import { searchQuery } from '@halobuzz/core/discovery/search-words';
import { limits } from '@halobuzz/core/limits';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import { publicPrivacy } from '@halobuzz/core/streams/privacy';
import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeCursor } from '../http/cursor.ts';
import {
  followedFilter,
  followedLiveFilter,
  listedOfHostsFilter,
  lobbyQuery,
  type PlannedQuery,
  rankingPipeline,
  searchedStreams,
} from '../mongo/mongo-discovery.ts';
import type { LivestreamDocument } from '../mongo/mongo-livestreams.ts';
import { watchedQuery } from '../mongo/mongo-trends.ts';
import { searchPipeline } from '../mongo/search-by-keys.ts';
import { liveDocument, storeLive } from '../testing/listed-streams.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';
import { listCursor } from './list-cursor.ts';
import { moveTrends } from './move-trends.ts';

const seed = Number(process.env.TEST_SEED ?? Date.now() % 1_000_000);
let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  console.log(`discovery: TEST_SEED=${seed}`);
  stores = await openStores(57);
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.db.collection('livestreams').deleteMany({});
  await stores.control.flushdb();
  origin = await createRealOrigin(stores);
});

const livestreams = () => stores.db.collection<LivestreamDocument>('livestreams');
const listed = successOf(pageOf(streamSchema));

async function page(query: string, from = origin) {
  const answer = await from.call(`${internalPaths.streams}?viewerCountry=US&${query}`);
  expect(answer).toMatchObject({ status: 200 });
  return listed.parse(answer.body).data;
}

/** Every page of a list, one after the other; `between` is called before each but the first. */
async function readAll(query: string, between: (shown: readonly string[]) => Promise<void> = async () => undefined) {
  const seen: { id: string; currentViewers: number }[] = [];
  let cursor = '';
  do {
    if (cursor !== '') await between(seen.map(({ id }) => id));
    const { items, next = '' } = await page(`${query}${cursor}`);
    seen.push(...items);
    cursor = next === '' ? '' : `&cursor=${next}`;
  } while (cursor !== '');
  return seen;
}

const matches = (one: LivestreamDocument, filter: Record<string, string>): boolean =>
  (filter.category ?? one.category) === one.category &&
  (filter.country ?? one.country) === one.country &&
  (filter.tag === undefined || one.tags.includes(filter.tag));

const filters: Record<string, string>[] = [
  ...[{}, { category: 'music' }, { country: 'NP' }, { category: 'talk', country: 'IN' }, { tag: 'folk' }],
  { tag: 'live-band', country: 'US', category: 'food' },
];

describe('the lobby', () => {
  it.each(filters)(
    'with %j shows everything that fits once, most viewers first, past the first segment too',
    async (filter) => {
      const stored = await storeLive(stores.db, limits.rankingSegmentEntriesMax * 4, seededRandom(seed).below);
      const seen = await readAll(`limit=37&${new URLSearchParams(filter)}`);
      const wanted = stored.filter((one) => matches(one, filter));
      expect(seen.map(({ id }) => id).sort()).toEqual(wanted.map(({ _id }) => _id).sort());
      const counts = seen.map(({ currentViewers }) => currentViewers);
      expect(counts).toEqual([...counts].sort((a, b) => b - a));
    },
  );

  it.each(filters)(
    'with %j repeats nothing while counts move, and leaves out nothing that stood still',
    async (filter) => {
      const number = seededRandom(seed + 1).below;
      const stored = await storeLive(stores.db, limits.rankingSegmentEntriesMax * 4, number);
      const moved = new Set<string>();
      const seen = await readAll(`limit=41&${new URLSearchParams(filter)}`, async () => {
        const counts = new Map(
          Array.from({ length: 25 }, () => {
            const { _id } = stored[number(stored.length)] ?? liveDocument();
            moved.add(_id);
            return [_id, number(2) === 0 ? number(2_000) : 0] as const;
          }),
        );
        await origin.deps.livestreams.setViewers(counts);
      });
      const ids = seen.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      const still = stored.filter((one) => matches(one, filter) && !moved.has(one._id));
      for (const { _id } of still) expect(ids).toContain(_id);
      // Those that stood still stand in order.
      const counts = seen.filter(({ id }) => !moved.has(id)).map(({ currentViewers }) => currentViewers);
      expect(counts).toEqual([...counts].sort((a, b) => b - a));
    },
  );

  it('goes on without Redis, and when a ranking is gone, behind what was shown', async () => {
    const stored = await storeLive(stores.db, 150, seededRandom(seed + 2).below);
    const away = () => Promise.reject(new Error('redis is away'));
    const { discovery } = origin.deps;
    Object.assign(discovery.rankings, { current: away, begin: away, upTo: away, extend: away });
    const all = stored.map(({ _id }) => _id).sort();
    for (const query of ['limit=11', 'limit=11&country=NP']) {
      const wanted = query.includes('NP')
        ? stored.filter(({ country }) => country === 'NP').map(({ _id }) => _id)
        : all;
      expect((await readAll(query)).map(({ id }) => id).sort()).toEqual([...wanted].sort());
    }
    origin = await createRealOrigin(stores);
    const forgotten = await readAll('limit=13', async () => {
      const keys = await stores.control.keys('ctl:ranking*');
      if (keys.length > 0) await stores.control.del(...keys);
    });
    expect(forgotten.map(({ id }) => id).sort()).toEqual(all);
  });

  it('leaves out what ended, is not listed, or shuts the reader’s country out, and fills its pages', async () => {
    const stored = await storeLive(stores.db, 60, seededRandom(seed + 3).below);
    const some = (from: number) => ({ _id: { $in: stored.filter((_, at) => at % 6 === from).map(({ _id }) => _id) } });
    await livestreams().updateMany(some(0), { $set: { 'privacy.countryBlocks': ['US', 'FR'] } });
    const first = await page('limit=10');
    expect(first.items).toHaveLength(10);
    await livestreams().updateMany(some(1), { $set: { status: 'ended' } });
    await livestreams().updateMany(some(2), { $set: { listed: false } });
    const second = await page(`limit=20&cursor=${first.next}`);
    expect(second.items).toHaveLength(20);
    const gone = new Set(stored.filter((_, at) => at % 6 < 3).map(({ _id }) => _id));
    for (const { id } of second.items) expect(gone.has(id)).toBe(false);
    const third = await page(`limit=50&cursor=${second.next}`);
    expect(third).not.toHaveProperty('next');
    const elsewhere = await origin.call(`${internalPaths.streams}?viewerCountry=IN&limit=100`);
    const seen = listed.parse(elsewhere.body).data.items.map(({ id }) => id);
    expect(seen).toHaveLength(40);
    for (const { _id } of stored.filter((_, at) => at % 6 === 0)) expect(seen).toContain(_id);
  });

  it('is added to by its own readers alone: another list’s cursor with its ranking shortens it for nobody', async () => {
    const stored = await storeLive(stores.db, limits.rankingSegmentEntriesMax * 3, seededRandom(seed + 4).below);
    const { items, next = '' } = await page('limit=50');
    const [, ranking] = decodeCursor(next, z.tuple([z.int(), z.string(), z.int()]).rest(z.unknown()));
    // The end of the first segment, of a tag that nobody has and of one that some have.
    for (const tag of ['nobodys', 'folk']) {
      const forged = listCursor(`lobby|viewers|||${tag}`, { ranking, at: limits.rankingSegmentEntriesMax });
      await page(`limit=50&tag=${tag}&cursor=${forged}`);
    }
    const seen = items.map(({ id }) => id);
    for (let cursor = next; cursor !== ''; ) {
      const { items: more, next: further = '' } = await page(`limit=50&cursor=${cursor}`);
      seen.push(...more.map(({ id }) => id));
      cursor = further;
    }
    expect(seen.sort()).toEqual(stored.map(({ _id }) => _id).sort());
  });

  it('names the field of a wrong filter and of a cursor that is none of this list', async () => {
    await storeLive(stores.db, 30, seededRandom(seed).below);
    const { next = '' } = await page('limit=5');
    const forged = Buffer.from(JSON.stringify([1, 'rk_x', 3])).toString('base64url');
    for (const [query, field] of [
      ...([
        ['category=opera', 'category'],
        ['country=QQ', 'country'],
        ['tag=Folk!', 'tag'],
        ['order=new', 'order'],
      ] as const),
      ...([
        ['cursor=nonsense', 'cursor'],
        [`cursor=${forged}`, 'cursor'],
        [`category=music&cursor=${next}`, 'cursor'],
      ] as const),
      ...([
        [`order=trending&cursor=${next}`, 'cursor'],
        ['cursor=%24where', 'cursor'],
        ['limit=1000', 'limit'],
      ] as const),
    ]) {
      const answer = await origin.call(`${internalPaths.streams}?viewerCountry=US&${query}`);
      expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ field }] } });
    }
    // A real one's name goes on where this one ends.
    expect(await stores.control.keys('ctl:ranking:rk_x')).toEqual([]);
    expect(await stores.control.keys('ctl:ranking:rk_x[^a-z2-7]*')).toEqual([]);
  });
});

/** The stages and indexes that a query goes through. */
async function planOf(name: string, query: Pick<PlannedQuery, 'sort' | 'hint'> & { readonly filter: object }) {
  const found = stores.db
    .collection(name)
    .find(query.filter)
    .sort({ ...query.sort });
  const plan = await found.limit(21).hint(query.hint).explain('executionStats');
  const text = JSON.stringify(plan.queryPlanner.winningPlan);
  const keys = Number(plan.executionStats.totalKeysExamined);
  return { stages: [...text.matchAll(/"stage":"([A-Z_]+)"/g)].map(([, stage]) => stage), text, keys };
}

describe('every list', () => {
  const point = { score: 3, id: '01900000-0000-7000-8000-000000000001' };
  const customers = '"keyPattern":{"status":1,"category":1,"country":1,"currentViewers":-1}';
  it("stands on the customer's index when filtered, on the lobby's when not, and never reads a whole collection", async () => {
    const stored = await storeLive(stores.db, 300, seededRandom(seed).below);
    for (const order of ['viewers', 'trending'] as const) {
      for (const filter of filters) {
        for (const after of [undefined, point]) {
          const query = lobbyQuery({ order, ...filter }, after, after === undefined ? [] : [point.id]);
          const { stages, text, keys } = await planOf('livestreams', query);
          expect(text, JSON.stringify(filter)).toContain(`"indexName":"${query.hint}"`);
          expect(stages).toContain('IXSCAN');
          expect(stages).not.toContain('COLLSCAN');
          expect(stages).not.toContain('SORT');
          expect(keys).toBeLessThanOrEqual(stored.length + 50);
          const isCustomers = order === 'viewers' && filter.country !== undefined && filter.tag === undefined;
          expect(text.includes(customers)).toBe(isCustomers);
          // The segment that is made of it goes the same way, and nothing is sorted on it.
          const segment = livestreams().aggregate(rankingPipeline({ order, ...filter }, query), { hint: query.hint });
          const explained = await segment.explain('queryPlanner');
          const stagesOfSegment = JSON.stringify(explained.stages[0].$cursor.queryPlanner.winningPlan);
          expect(stagesOfSegment).toContain(`"indexName":"${query.hint}"`);
          expect(stagesOfSegment).not.toMatch(/COLLSCAN|"SORT"|"\$sort"/);
        }
      }
    }
  });

  it('of search, trends, hosts and those followed has its index too', async () => {
    await storeLive(stores.db, 300, seededRandom(seed).below);
    const hosts = [someActor().account, someActor().account];
    const none = { sort: {} };
    for (const [name, query] of [
      ['livestreams', watchedQuery],
      ['livestreams', { filter: followedLiveFilter(hosts, 'NP'), hint: 'one_live_per_host', ...none }],
      ['livestreams', { filter: listedOfHostsFilter(hosts, 'NP'), hint: 'one_live_per_host', ...none }],
      ['livestreams', { filter: listedOfHostsFilter(hosts, undefined), hint: 'one_live_per_host', ...none }],
      ['follows', { filter: followedFilter(hosts[0] ?? ''), hint: 'pair', ...none }],
    ] as const) {
      const { stages, text } = await planOf(name, query);
      expect(text).toContain(`"indexName":"${query.hint}"`);
      expect(stages).not.toContain('COLLSCAN');
      expect(stages).not.toContain('SORT');
    }
    const pipeline = searchPipeline(searchedStreams, searchQuery('evening songs')?.prefix ?? []);
    const search = livestreams().aggregate(pipeline, { hint: searchedStreams.hint });
    const text = JSON.stringify((await search.explain('queryPlanner')).stages);
    expect(text).toContain('"indexName":"search"');
    // Under one word alone, in the order of results.
    expect(text).toContain('"searchKeys":["[\\"evening\\", \\"evening\\"]"]');
    expect(text).not.toMatch(/COLLSCAN|"SORT"|"\$sort"/);
  });
});

describe('trending', () => {
  it('goes by what happened lately, is written once for each activity, and loses nothing to a look that came between', async () => {
    const startedAt = new Date(origin.clock() - 3_600_000);
    const [large, growing, idle] = [900, 40, 0].map((currentViewers) => liveDocument({ currentViewers, startedAt }));
    if (large === undefined || growing === undefined || idle === undefined) throw new Error('three were made');
    await livestreams().insertMany([large, growing, idle]);
    const happen = async (id: string, people: number, coins: number) => {
      await stores.control.hset(roomKeys(id).state, { status: 'live', coins });
      if (people > 0)
        await stores.control.pfadd(roomKeys(id).unique, ...Array.from({ length: people }, (_, n) => `p${n}`));
    };
    await happen(large._id, 0, 0);
    await happen(growing._id, 0, 0);
    const trending = async () => {
      await stores.control.flushdb();
      return (await page('order=trending')).items.map(({ id }) => id);
    };
    const look = () => moveTrends(origin.deps.discovery);
    expect(await Promise.all([look(), look()]).then(([a, b]) => a + b)).toBe(2);
    expect(await trending()).toEqual([large._id, growing._id]);
    const stored = await livestreams().findOne({ _id: large._id });
    expect(await look()).toBe(0);
    expect(await livestreams().findOne({ _id: large._id })).toEqual(stored);
    // An hour without anybody, and then many come to the smaller one.
    await origin.deps.livestreams.setViewers(new Map([[large._id, 0]]));
    origin.time.aheadMs += 3_600_000;
    await happen(growing._id, 500, 90_000);
    await look();
    expect(await trending()).toEqual([growing._id, large._id]);
    expect(await livestreams().findOne({ _id: growing._id })).toMatchObject({ trend: { coins: 90_000 } });
    await livestreams().updateOne({ _id: growing._id }, { $set: { listed: false } });
    expect(await trending()).toEqual([large._id]);
  });
});

describe('a beginning and an end', () => {
  it('are seen in the lists that they are in, and leave the others cached', async () => {
    const [ours, others] = [liveDocument({ category: 'music', country: 'NP' }), liveDocument({ category: 'food' })];
    await livestreams().insertMany([ours, others]);
    const lists = ['', 'category=music', 'country=NP', 'category=music&country=NP', 'category=food'];
    const ids = async (query: string) => (await page(query)).items.map(({ id }) => id);
    for (const query of [...lists, ...lists]) await ids(query);
    // Written past the stores, so that only a list that is made anew knows of it.
    await livestreams().deleteOne({ _id: others._id });
    const summary = { peakViewers: 0, uniqueViewers: 0, likes: 0, gifts: 0, coins: 0n, diamonds: 0n, topGifters: [] };
    const end = { endedAtMs: origin.clock(), endReason: 'host' as const, summary };
    expect(await origin.deps.livestreams.end(ours._id, end)).toBe(true);
    const shown = await Promise.all(lists.map(ids));
    expect(shown).toEqual([[], [], [], [], [others._id]]);
  });
});

describe('those you follow', () => {
  it('are shown while they are live, for followers too, the newest first, page by page', async () => {
    const viewer = { ...someActor('viewer'), country: 'US' };
    const hosts = Array.from({ length: 30 }, () => someActor().account);
    const at = origin.clock();
    const live = hosts.map((hostId, n) => {
      const visibility = (['public', 'followers', 'password', 'private'] as const)[n % 4] ?? 'public';
      const privacy = { ...publicPrivacy, visibility, countryBlocks: n === 4 ? ['US'] : [] };
      return liveDocument({ hostId, privacy, listed: visibility === 'public', startedAt: new Date(at + n * 10) });
    });
    await livestreams().insertMany([...live, liveDocument()]);
    for (const host of hosts.slice(0, 20)) await origin.deps.relations.follow(viewer.account, host);
    const wanted = live.slice(0, 20).filter((_, n) => n % 4 !== 3 && n !== 4);
    const seen: string[] = [];
    let cursor = '';
    do {
      const target = `${internalPaths.followedStreams}?limit=4${cursor}`;
      const { data } = listed.parse((await origin.call(target, { actor: viewer })).body);
      seen.push(...data.items.map(({ id }) => id));
      cursor = data.next === undefined ? '' : `&cursor=${data.next}`;
    } while (cursor !== '');
    expect(seen).toEqual(wanted.map(({ _id }) => _id).reverse());
    const nobody = await origin.call(internalPaths.followedStreams);
    expect(nobody).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    const wrong = await origin.call(`${internalPaths.followedStreams}?cursor=x`, { actor: viewer });
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ field: 'cursor' }] } });
  });
});
