import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { limits } from '@halobuzz/core/limits';
import type { Document } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRealOrigin, openStores, type RealOrigin, type TestStores } from '../testing/real-origin.ts';
import { retentionRules } from './retention-rules.ts';
import { type RetentionResult, retentionTable, runRetention } from './run-retention.ts';

let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  stores = await openStores(50);
  origin = await createRealOrigin(stores);
});
afterAll(() => stores.close());

const nowMs = Date.now();
const ago = (ms: number) => new Date(nowMs - ms);
const aDayMs = 86_400_000;
type Row = Document & { _id: string };

const webhook = (_id: string, status: string, receivedAt: Date): Row => ({
  ...{
    _id,
    provider: 'sandbox',
    eventId: _id,
    type: 'x',
    summary: {},
    status,
    facts: [],
    receivedAt,
    tries: 0,
    nextAt: null,
  },
});
const report = (_id: string, status: string, createdAt: Date): Row => ({
  ...{ _id, reporterId: _id, targetKind: 'user', targetId: 'b', reason: 'spam', status, createdAt },
});
const oneCase = (_id: string, over: object): Row => {
  const [openedAt, noTimes] = [ago(3 * limits.retentionReportsMs), { order: 1, crowd: 0.5, reports: 1, version: 1 }];
  return {
    ...{ _id, targetKind: 'user', targetId: _id, priority: 'low', reason: 'spam', reasons: ['spam'], assignee: '' },
    ...{ openedAt, lastReportAt: openedAt, changedAt: openedAt, snapshot: { at: openedAt }, ...noTimes, ...over },
  };
};
const order = (_id: string, state: string, at: Date): Row => ({
  ...{ _id, caseId: _id, kind: 'warn', where: 'edge', targetKind: 'user', targetId: 'b', reason: 'spam' },
  ...{ statement: 's', by: 'b', full: false, at, nextAt: at, tries: 0, state },
});
const sanction = (_id: string, createdAt: Date, over: object): Row => ({
  ...{
    _id,
    accountId: _id,
    hostId: 'h',
    roomId: 'r',
    kind: 'mute',
    reason: 'spam',
    by: 'h',
    createdAt,
    active: true,
    ...over,
  },
});
const decision = (_id: string, kind: string, createdAt: Date, over: object = {}): Row => ({
  ...{ _id, accountId: _id, version: 1, kind, reason: 'spam', statement: 's', by: 'b', createdAt, ...over },
});
const token = (_id: string, lastSeenAt: Date): Row => ({
  ...{
    _id,
    accountId: _id,
    deviceId: _id,
    sessionId: 's',
    platform: 'ios',
    token: _id,
    createdAt: lastSeenAt,
    lastSeenAt,
  },
});

const { retentionWebhooksMs, retentionReportsMs, retentionSanctionsMs, retentionPushTokensMs } = limits;
/** Of each rule, what is a day past its time and what has a day left, and what never goes by age. */
const planted: Readonly<Record<string, { readonly old: readonly Row[]; readonly kept: readonly Row[] }>> = {
  webhook_events: {
    old: [webhook('w1', 'ignored', ago(retentionWebhooksMs + aDayMs))],
    kept: [
      webhook('w2', 'ignored', ago(retentionWebhooksMs - aDayMs)),
      webhook('w3', 'processed', ago(10 * retentionWebhooksMs)),
      webhook('w4', 'failed', ago(10 * retentionWebhooksMs)),
    ],
  },
  reports: {
    old: [
      report('r1', 'resolved', ago(retentionReportsMs + aDayMs)),
      report('r2', 'rejected', ago(retentionReportsMs + aDayMs)),
    ],
    kept: [
      report('r3', 'resolved', ago(retentionReportsMs - aDayMs)),
      report('r4', 'open', ago(10 * retentionReportsMs)),
      { ...report('r5', 'resolved', ago(2 * retentionReportsMs)), resolvedAt: ago(aDayMs) },
    ],
  },
  cases: {
    old: [oneCase('c1', { state: 'decided', decidedAt: ago(retentionReportsMs + aDayMs) })],
    kept: [
      oneCase('c2', { state: 'decided', decidedAt: ago(retentionReportsMs - aDayMs) }),
      oneCase('c3', { state: 'open' }),
    ],
  },
  sanction_orders: {
    old: [order('o1', 'done', ago(retentionReportsMs + aDayMs))],
    kept: [order('o2', 'done', ago(retentionReportsMs - aDayMs)), order('o3', 'pending', ago(2 * retentionReportsMs))],
  },
  sanctions: {
    old: [
      sanction('s1', ago(retentionSanctionsMs + aDayMs), { active: false }),
      sanction('s2', ago(2 * retentionSanctionsMs), { endsAt: ago(retentionSanctionsMs + aDayMs) }),
    ],
    kept: [
      sanction('s3', ago(retentionSanctionsMs - aDayMs), { active: false }),
      sanction('s4', ago(10 * retentionSanctionsMs), {}),
      sanction('s6', ago(2 * retentionSanctionsMs), { active: false, liftedAt: ago(aDayMs) }),
      sanction('s5', ago(2 * retentionSanctionsMs), { endsAt: ago(retentionSanctionsMs - aDayMs) }),
    ],
  },
  account_sanctions: {
    old: [
      decision('d1', 'ban', ago(9 * retentionSanctionsMs), { liftedAt: ago(retentionSanctionsMs + aDayMs) }),
      decision('d2', 'mute', ago(2 * retentionSanctionsMs), { endsAt: ago(retentionSanctionsMs + aDayMs) }),
      decision('d3', 'warn', ago(retentionSanctionsMs + aDayMs)),
    ],
    kept: [
      decision('d4', 'ban', ago(9 * retentionSanctionsMs)),
      decision('d5', 'ban', ago(9 * retentionSanctionsMs), { liftedAt: ago(retentionSanctionsMs - aDayMs) }),
      decision('d6', 'mute', ago(2 * retentionSanctionsMs), { endsAt: ago(retentionSanctionsMs - aDayMs) }),
      decision('d7', 'warn', ago(retentionSanctionsMs - aDayMs)),
    ],
  },
  push_tokens: {
    old: [token('t1', ago(retentionPushTokensMs + aDayMs))],
    kept: [token('t2', ago(retentionPushTokensMs - aDayMs))],
  },
};

const idsIn = async (name: string): Promise<string[]> =>
  (await stores.db.collection<Row>(name).find().toArray()).map(({ _id }) => _id).toSorted();
const deps = (over: object = {}) => ({
  ...{ db: stores.db, clock: () => nowMs, pace: { rest: async () => true } },
  ...over,
});

/** What was found, collection by collection: some have several rules. */
function sumsOf(results: readonly RetentionResult[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { rule, documents } of results) sums[rule.collection] = (sums[rule.collection] ?? 0) + documents;
  return sums;
}

it('deletes what is past its time and nothing else, counts it first, and finds nothing the second time', async () => {
  expect(new Set(Object.keys(planted))).toEqual(new Set(retentionRules.map(({ collection }) => collection)));
  for (const [name, { old, kept }] of Object.entries(planted)) {
    await stores.db.collection<Row>(name).insertMany([...old, ...kept]);
  }
  const counted = await runRetention(deps(), true);
  const oldOf = Object.fromEntries(Object.entries(planted).map(([name, { old }]) => [name, old.length]));
  expect(sumsOf(counted)).toEqual(oldOf);
  expect(await idsIn('reports'), 'a dry run deletes nothing').toHaveLength(5);
  expect(retentionTable(counted, true).split('\n')[0]).toMatch(/^store +what +older than +would delete$/);
  expect(retentionTable(counted, true)).toMatch(/^reports +reports that were decided +730 days +2$/m);

  const told: [string, number][] = [];
  const done = await runRetention(deps({ onDeleted: (name: string, n: number) => told.push([name, n]) }), false);
  expect(sumsOf(done)).toEqual(oldOf);
  const total = Object.values(oldOf).reduce((sum, documents) => sum + documents, 0);
  expect(told.reduce((sum, [, documents]) => sum + documents, 0)).toBe(total);
  for (const [name, { kept }] of Object.entries(planted)) {
    expect(await idsIn(name), name).toEqual(kept.map(({ _id }) => _id).toSorted());
  }
  expect((await runRetention(deps(), false)).every(({ documents }) => documents === 0)).toBe(true);
});

it('goes on where it was stopped, batch by batch', async () => {
  const count = limits.retentionBatchMax + 7;
  const old = Array.from({ length: count }, (_, n) =>
    webhook(`many${n}`, 'ignored', ago(retentionWebhooksMs + aDayMs)),
  );
  await stores.db.collection<Row>('webhook_events').insertMany(old);
  const stopped = await runRetention(deps({ pace: { rest: async () => false } }), false);
  expect(stopped[0]?.documents).toBe(limits.retentionBatchMax);
  expect((await runRetention(deps(), false))[0]?.documents).toBe(7);
});

it('finds everything by an index', async () => {
  for (const { collection, filter, hint } of retentionRules) {
    const plan = await stores.db
      .collection(collection)
      .find(filter(new Date(nowMs)))
      .hint(hint)
      .explain();
    expect(JSON.stringify(plan), hint).not.toContain('"stage":"COLLSCAN"');
  }
});

it('is a pass of the origin that says how much it deleted', async () => {
  await stores.db.collection<Row>('push_tokens').insertOne(token('t9', ago(retentionPushTokensMs + aDayMs)));
  await origin.deps.retain();
  const metric = await origin.registry.getSingleMetric('halobuzz_origin_retention_deleted_total')?.get();
  expect(metric?.values).toMatchObject([{ labels: { collection: 'push_tokens' }, value: 1 }]);
});

/** Runs `retention-cli` as a process of its own on these stores. */
async function runProgram(args: readonly string[], over: NodeJS.ProcessEnv = {}) {
  const program = fileURLToPath(new URL('../../main/retention-cli.ts', import.meta.url));
  const child = spawn(process.execPath, [program, ...args], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      HALOBUZZ_ENV: 'test',
      MONGODB_URI: stores.mongoUri,
      MONGODB_DATABASE: stores.db.databaseName,
      REDIS_WALLETS_URL: stores.walletsUrl,
      REDIS_ROOMS_URLS: stores.roomsUrl,
      REDIS_CONTROL_URL: stores.roomsUrl,
      ...over,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (data: Buffer) => {
    out += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    err += data.toString();
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

it('is a command: --dry-run counts and deletes nothing, without it what is past its time goes', async () => {
  const ids = ['cli1', 'cli2'];
  const old = ids.map((id) => report(id, 'resolved', ago(retentionReportsMs + aDayMs)));
  await stores.db.collection<Row>('reports').insertMany(old);
  const there = () => stores.db.collection<Row>('reports').countDocuments({ _id: { $in: ids } });
  const counted = await runProgram(['--dry-run']);
  expect([counted.code, counted.err]).toEqual([0, '']);
  expect(counted.out).toMatch(/^store +what +older than +would delete$/m);
  expect(counted.out).toMatch(/^reports +reports that were decided +730 days +2$/m);
  expect(await there()).toBe(2);
  const deleted = await runProgram([]);
  expect([deleted.code, deleted.err]).toEqual([0, '']);
  expect(deleted.out).toMatch(/^store +what +older than +deleted$/m);
  expect(deleted.out).toMatch(/^reports +reports that were decided +730 days +2$/m);
  expect(await there()).toBe(0);
});

it.each([
  ['an unknown word', ['--dryrun'], {}, 'usage: npm run retention -- [--dry-run]'],
  ['a word too many', ['--dry-run', 'now'], {}, 'usage: npm run retention -- [--dry-run]'],
  ['a database that nobody migrated', ['--dry-run'], { MONGODB_DATABASE: 'retention_of_nothing' }, 'not migrated'],
  ['a missing setting', ['--dry-run'], { MONGODB_URI: '' }, 'MONGODB_URI'],
])('is a command that ends with 1 and a readable line for %s', async (_what, args, over, line) => {
  const { code, out, err } = await runProgram(args, over);
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain(line);
  expect(err).not.toContain('    at ');
});
