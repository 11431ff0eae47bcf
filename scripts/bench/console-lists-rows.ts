import { judgeRow, type ResultRow } from '../../loadtests/bench/judge-row.ts';
import { openRedis } from '../../realtime/src/adapters/redis/connect.ts';
import { openWalletSession } from '../../realtime/src/adapters/redis/wallet-connection.ts';
import { seedConsole } from '../seed/seed-console.ts';
import { fullSeed, seedSizes } from '../seed/seed-sizes.ts';
import type { SeedWorld } from '../seed/seeded.ts';
import type { BenchContext } from './bench-context.ts';
import { type BenchOrigin, openBenchOrigin } from './bench-origin.ts';
import { silentLog } from './bench-stores.ts';
import { type ConsoleList, consoleLists } from './console-lists.ts';
import { plansOf } from './console-plans.ts';

const barMs = 200;
const requestsPerRun = 40;

/**
 * Every list of the console over a million people, ten million legs and half a million reports, asked of the origin's own
 * routes as the edge asks: how long it takes, and what MongoDB read for it.
 */
export async function consoleListsRow(context: BenchContext): Promise<ResultRow[]> {
  const { settings, say } = context;
  const stores = await context.ledgerStores();
  const [database, wallets] = [await stores.freshDatabase(), await stores.freshWallets()];
  const db = stores.client.db(database);
  const sizes = seedSizes(fullSeed, settings.scale);
  const untilMs = Date.now();
  const beganMs = performance.now();
  await seedConsole({ db, sizes, seed: 1, untilMs, say });
  const { dataSize, storageSize, indexSize } = await db.stats();
  const seededIn = (performance.now() - beganMs) / 1_000;
  const gib = (bytes: number): string => (bytes / 1024 ** 3).toFixed(2);
  say(
    `  seeded in ${seededIn.toFixed(0)} s: ${gib(dataSize)} GiB, ${gib(storageSize)} on disk, indexes ${gib(indexSize)}`,
  );
  const control = await openRedis({ url: context.stores.rooms.url, name: 'bench-control', log: silentLog });
  const session = await openWalletSession({ url: wallets.url, name: 'bench-wallets', log: silentLog });
  try {
    const origin = openBenchOrigin({ db, control, wallets: session });
    const world: SeedWorld = { seed: 1, untilMs, users: sizes.users };
    const rows: ResultRow[] = [];
    for (const list of consoleLists(world)) rows.push(await measure(context, origin, db, list));
    return rows;
  } finally {
    control.disconnect();
    session.redis.disconnect();
  }
}

async function measure(
  { settings, say }: BenchContext,
  origin: BenchOrigin,
  db: Parameters<typeof plansOf>[0],
  list: ConsoleList,
): Promise<ResultRow> {
  const ask = async (path: string) => {
    const { status, body } = await origin.ask(path);
    if (status !== 200) throw new Error(`${list.id}: ${path} was answered with ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  const paths: string[] = [];
  for (let n = 0; n < requestsPerRun; n += 1)
    paths.push(n > 0 && list.depth !== undefined ? (paths[0] ?? '') : list.pathOf(n));
  if (list.depth !== undefined) paths.fill(await turned(ask, list.pathOf(0), list.depth));
  // Once for whatever is made on the first request, and to see what it reads.
  const [first = ''] = paths;
  await ask(first);
  const plans = await plansOf(db, () => ask(first));
  const times: number[] = [];
  for (let run = 0; run < settings.runs; run += 1) {
    for (const path of paths) {
      const beganMs = performance.now();
      await ask(path);
      times.push(performance.now() - beganMs);
    }
  }
  times.sort((a, b) => a - b);
  const [p50, p95] = [0.5, 0.95].map((share) => times[Math.floor(times.length * share)] ?? Number.NaN);
  say(
    `  ${list.id}: p50 ${p50?.toFixed(1)}, p95 ${p95?.toFixed(1)} ms; ${plans.queries} queries, ${plans.docs} documents, ${plans.keys} keys${plans.bad.length === 0 ? '' : `; ${plans.bad.join('; ')}`}`,
  );
  const row = judgeRow({
    ...{ id: `console-lists.${list.id}`, unit: 'ms p95', ours: p95 ?? Number.NaN, peers: {}, driverShare: 0 },
    ...{
      bar: { kind: 'max', value: barMs },
      beside: { p50: p50 ?? Number.NaN, documents: plans.docs, keys: plans.keys },
    },
  });
  // Fast enough on a quiet machine is not enough where a collection is read from end to end.
  return plans.bad.length === 0 ? row : { ...row, ok: false };
}

/** The path of a page so many pages behind the first, or of the last one there is. */
async function turned(ask: (path: string) => Promise<unknown>, path: string, depth: number): Promise<string> {
  let at = path;
  for (let page = 0; page < depth; page += 1) {
    const next = nextOf(await ask(at));
    if (next === undefined) return at;
    at = `${path}${path.includes('?') ? '&' : '?'}cursor=${next}`;
  }
  return at;
}

function nextOf(body: unknown): string | undefined {
  const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined;
  const next = typeof data === 'object' && data !== null && 'next' in data ? data.next : undefined;
  return typeof next === 'string' ? next : undefined;
}
