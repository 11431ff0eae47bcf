import { isDeepStrictEqual } from 'node:util';
import { searchQuery } from '@halobuzz/core/discovery/search-words';
import type { Db } from 'mongodb';
import { judgeRow, type ResultRow } from '../../loadtests/bench/judge-row.ts';
import { median } from '../../loadtests/bench/median.ts';
import { reconcileHosts } from '../../realtime/src/origin/discovery/count-streams.ts';
import { mongoDiscovery } from '../../realtime/src/origin/mongo/mongo-discovery.ts';
import { mongoHostDirectory } from '../../realtime/src/origin/mongo/mongo-host-directory.ts';
import { type BenchContext, scaled } from './bench-context.ts';
import { silentLog } from './bench-stores.ts';
import { phrase, seedEnded, seedLive, seedPeople } from './discovery-world.ts';

const people = 100_000;
const broadcasts = 500_000;
const liveBroadcasts = 50_000;
const topHosts = 20;
const readsPerRun = 200;
const searchesPerRun = 200;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await work();
  return performance.now() - beganMs;
}

async function freshDb(context: BenchContext): Promise<Db> {
  const stores = await context.ledgerStores();
  return stores.client.db(await stores.freshDatabase());
}

/** The hosts with the most broadcasts: kept at hand, beside the customer's aggregation. Both must answer alike. */
export async function topHostsRow(context: BenchContext): Promise<ResultRow[]> {
  const db = await freshDb(context);
  const counts = { people: scaled(people, context.settings), broadcasts: scaled(broadcasts, context.settings) };
  await seedPeople(db, counts.people);
  const uncounted = Math.ceil(counts.broadcasts / 10);
  await seedEnded(db, counts.broadcasts, counts.people, uncounted);
  const directory = mongoHostDirectory(db);
  const rebuildMs = await timed(() => reconcileHosts({ directory, clock: Date.now, log: silentLog }));
  const countingMs = await timed(async () => {
    while ((await directory.countStreams()) > 0);
  });
  context.say(
    `  top-hosts: directory rebuilt in ${(rebuildMs / 1_000).toFixed(1)} s, ${uncounted} more counted in ${(countingMs / 1_000).toFixed(1)} s`,
  );
  const [kept, aggregated]: [number[], number[]] = [[], []];
  for (let run = 0; run < context.settings.runs; run += 1) {
    const answers = { kept: await directory.top(topHosts), aggregated: await directory.topByAggregation(topHosts) };
    if (answers.kept.length !== topHosts || !isDeepStrictEqual(answers.kept, answers.aggregated)) {
      throw new Error('the directory and the aggregation name other hosts');
    }
    const reads: number[] = [];
    for (let read = 0; read < readsPerRun; read += 1) reads.push(await timed(() => directory.top(topHosts)));
    kept.push(median(reads));
    aggregated.push(await timed(() => directory.topByAggregation(topHosts)));
    context.say(`  top-hosts: ${kept.at(-1)?.toFixed(2)} ms kept, ${aggregated.at(-1)?.toFixed(0)} ms aggregated`);
  }
  return [
    judgeRow({
      ...{ id: 'top-hosts', unit: 'ms', ours: median(kept), peers: { aggregation: median(aggregated) } },
      ...{ bar: { kind: 'ratio-max', of: 'aggregation', value: 1 / 50 }, driverShare: 0 },
      beside: { ...counts, 'ms to count one': countingMs / uncounted, 's to rebuild': rebuildMs / 1_000 },
    }),
  ];
}

/**
 * Searches by two beginnings of words, as people type: by the index of beginnings, beside MongoDB's own text index (which
 * finds whole words alone and ranks in memory) and an anchored regular expression.
 */
export async function searchRow(context: BenchContext): Promise<ResultRow[]> {
  const db = await freshDb(context);
  await seedPeople(db, scaled(people, context.settings));
  await seedLive(db, scaled(liveBroadcasts, context.settings));
  const [reads, directory] = [mongoDiscovery(db), mongoHostDirectory(db)];
  const plain = db.collection('bench_titles');
  await db
    .collection('livestreams')
    .aggregate([{ $project: { title: 1, hostHandle: 1, currentViewers: 1 } }, { $out: 'bench_titles' }])
    .toArray();
  await plain.createIndex({ title: 'text', hostHandle: 'text' }, { default_language: 'none' });
  const ways = {
    ours: (text: string) => {
      const query = searchQuery(text);
      return query === undefined ? Promise.resolve() : reads.rankSearch(query);
    },
    hosts: (text: string) => {
      const query = searchQuery(text);
      return query === undefined ? Promise.resolve() : directory.search(query);
    },
    text: (text: string) =>
      plain
        .find(
          {
            $text: {
              $search: text
                .split(' ')
                .map((word) => `"${word}"`)
                .join(' '),
            },
          },
          { projection: { _id: 1 } },
        )
        .sort({ currentViewers: -1 })
        .limit(200)
        .toArray(),
    regex: (text: string) =>
      plain
        .find({ $and: text.split(' ').map((word) => ({ title: { $regex: `(^| )${word}`, $options: 'i' } })) })
        .sort({ currentViewers: -1 })
        .limit(200)
        .toArray(),
  };
  const p95s = new Map<string, number[]>();
  for (let run = 0; run < context.settings.runs; run += 1) {
    for (const [name, search] of Object.entries(ways)) {
      const times: number[] = [];
      // The expression reads every title: a few tell enough.
      const count = name === 'regex' ? 20 : searchesPerRun;
      for (let n = 0; n < count; n += 1) {
        const [first = '', second = ''] = phrase(n + run * searchesPerRun, 2).split(' ');
        // What was typed so far: whole words for the text index, which knows no others.
        const typed = name === 'text' ? `${first} ${second}` : `${first} ${[...second].slice(0, 3).join('')}`;
        times.push(await timed(() => search(typed)));
      }
      const p95 = times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN;
      p95s.set(name, [...(p95s.get(name) ?? []), p95]);
      context.say(`  search: p95 ${p95.toFixed(1)} ms (${name})`);
    }
  }
  const of = (name: string): number => median(p95s.get(name) ?? []);
  const peers = { text: of('text'), regex: of('regex') };
  const bar = { kind: 'max', value: 50 } as const;
  return [
    judgeRow({ id: 'search', unit: 'ms p95', ours: of('ours'), peers, bar, driverShare: 0 }),
    judgeRow({ id: 'search.hosts', unit: 'ms p95', ours: of('hosts'), peers: {}, bar, driverShare: 0 }),
  ];
}
