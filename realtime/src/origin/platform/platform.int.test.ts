import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { type LiveSpan, liveFiguresSchema } from '@halobuzz/core/api/platform';
import { newSubjectId, newUuidV7 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import type { Role } from '@halobuzz/core/tokens';
import type { Document } from 'mongodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ledgerHeads, transactions } from '../../adapters/mongo/ledger-collections.ts';
import { fraudCursors } from '../fraud/fraud-collections.ts';
import { mongoFraudRules } from '../fraud/fraud-rules.ts';
import { committedEntries } from '../fraud/testing/committed-entries.ts';
import { watchLedger } from '../fraud/watch-ledger.ts';
import {
  createRealOrigin,
  openStores,
  type RealOrigin,
  random,
  someActor,
  type TestStores,
} from '../testing/real-origin.ts';
import { countedBy, countPlatform, liveSums } from './count-platform.ts';
import { liveFigures } from './live-figures.ts';
import { hourMs, minuteMs, platformRollups, startOf } from './platform-rollups.ts';

let stores: TestStores;
let origin: RealOrigin;
beforeAll(async () => {
  stores = await openStores(27);
  origin = await createRealOrigin(stores);
});
afterAll(() => stores.close());

const raw = (name: string) => stores.db.collection<Document & { _id: string }>(name);
/** The middle of an hour, and of a minute. */
const nowMs = startOf(1_800_000_000_000, hourMs) + 30 * minuteMs + 30_000;
const at = (minutesAgo: number): Date => new Date(nowMs - minutesAgo * minuteMs);
const collections = ['rollups_platform', 'reports', 'known_accounts', 'payments', 'livestreams', 'transactions'];

beforeEach(async () => {
  for (const name of collections) await raw(name).deleteMany({});
  await fraudCursors(stores.db).deleteMany({});
  await ledgerHeads(stores.db).updateMany({}, { $set: { sequence: 0n } });
});

/** Past the validators: only what is counted matters here. */
const past = { bypassDocumentValidation: true } as const;
const plant = (collection: string, documents: readonly Document[]) =>
  raw(collection).insertMany(
    documents.map((one) => ({ _id: newUuidV7(nowMs, random), ...one })),
    past,
  );
const report = (minutesAgo: number) => ({ status: 'open', createdAt: at(minutesAgo), ...someReport() });
const someReport = () => ({ reporterId: newSubjectId(random), targetKind: 'user', targetId: newSubjectId(random) });
const live = (viewers: number) => ({ status: 'live', currentViewers: viewers, hostId: newSubjectId(random) });

const count = (ms = nowMs) => countPlatform({ db: stores.db, clock: () => ms });
const figures = (span: LiveSpan = 'hour', ms = nowMs) => liveFigures(stores.db, span, ms, true);
async function pointAt(minutesAgo: number, span: LiveSpan = 'hour') {
  const time = startOf(at(minutesAgo).getTime(), minuteMs);
  return (await figures(span)).points.find(
    ({ at: begins, seconds }) => Date.parse(begins) <= time && time < Date.parse(begins) + seconds * 1_000,
  );
}

describe('live figures', () => {
  it('are what a recount of everything says, minute by minute', async () => {
    await plant('reports', [report(0), report(3), report(3), report(59), report(61)]);
    await plant('known_accounts', [{ firstSeenAt: at(3) }, { firstSeenAt: at(20) }]);
    await plant('payments', [
      { status: 'credited', createdAt: at(3) },
      { status: 'credited', createdAt: at(3) },
      { status: 'failed', createdAt: at(3) },
      { status: 'pending', createdAt: at(0) },
    ]);
    await plant('livestreams', [live(7), live(5), { ...live(90), status: 'ended' }]);
    await count();
    const { now, points } = await figures();
    expect(now).toEqual({ at: new Date(nowMs).toISOString(), viewers: 12, broadcasts: 2 });
    expect(points).toHaveLength(60);
    expect(points.at(-1)).toMatchObject({ viewers: 12, broadcasts: 2, reports: 1, payments: { pending: 1 } });
    expect(await pointAt(3)).toMatchObject({ reports: 2, signUps: 1, payments: { credited: 2, failed: 1 } });
    expect(await pointAt(3)).not.toHaveProperty('viewers');
    expect(points.reduce((sum, { reports }) => sum + reports, 0)).toBe(4);
    const stored = await platformRollups(stores.db).find({ kind: 'seen' }).toArray();
    expect(stored.reduce((sum, { reports = 0 }) => sum + Number(reports), 0)).toBe(5);
  });

  it('are the same however often they are counted, and follow payments that move on', async () => {
    await plant('reports', [report(2)]);
    await plant('payments', [{ _id: 'p1', status: 'pending', createdAt: at(2) }]);
    await count();
    await count();
    await raw('payments').updateOne({ _id: 'p1' }, { $set: { status: 'credited' } }, past);
    await count(nowMs + minuteMs);
    expect(await pointAt(2)).toMatchObject({ reports: 1, payments: { credited: 1 } });
    // The most that was seen in a minute stays.
    await plant('livestreams', [live(40)]);
    await count(nowMs + minuteMs);
    await raw('livestreams').deleteMany({});
    await count(nowMs + minuteMs + 1);
    const { now } = await figures('hour', nowMs + minuteMs);
    expect(now).toMatchObject({ viewers: 40, broadcasts: 1 });
  });

  it('make up for minutes in which nothing ran, and for no more than a day', async () => {
    await count(nowMs - 5 * hourMs);
    await plant('reports', [report(4 * 60), report(10)]);
    await count();
    expect((await figures('month')).points.reduce((sum, { reports }) => sum + reports, 0)).toBe(2);
    await platformRollups(stores.db).deleteMany({});
    await plant('reports', [report(25 * 60)]);
    await count();
    const [first] = await platformRollups(stores.db).find({ kind: 'seen' }).sort({ at: 1 }).limit(1).toArray();
    expect(first?.at.getTime()).toBe(startOf(nowMs, minuteMs) - limits.platformCatchUpMs);
  });

  it('count each gift of the ledger once, in the minute in which it was accepted', async () => {
    const entries = committedEntries(stores.db);
    const [a, b] = [newSubjectId(random), newSubjectId(random)];
    await entries.gift(a, b, 300n, at(4).getTime());
    await entries.gift(a, b, 5n, at(4).getTime() + 1);
    await entries.gift(b, a, 9_007_199_254_740_993n, at(1).getTime());
    await entries.purchase(a, 1_000n, 99n, at(1).getTime());
    const watch = () => watchLedger({ db: stores.db, fraudRules: mongoFraudRules(stores.db), clock: () => nowMs });
    await Promise.all([watch(), watch()]);
    await watch();
    await count();
    expect(await pointAt(4)).toMatchObject({ gifts: 2, coins: '305' });
    expect(await pointAt(1)).toMatchObject({ gifts: 1, coins: '9007199254740993' });
    const hours = (await figures('month')).points;
    expect(hours.reduce((sum, { gifts }) => sum + gifts, 0)).toBe(
      await transactions(stores.db).countDocuments({ type: 'gift' }),
    );
  });

  it('are plotted by the minute in the last hour and by ten minutes before, without a gap or a time twice', async () => {
    await plant('reports', [report(3), report(70), report(71), report(300)]);
    await count();
    const { points } = await figures('day');
    expect(points.reduce((sum, { reports }) => sum + reports, 0)).toBe(4);
    for (const [i, point] of points.entries()) {
      const next = points[i + 1];
      if (next !== undefined) expect(Date.parse(point.at) + point.seconds * 1_000).toBe(Date.parse(next.at));
    }
    expect(points.filter(({ seconds }) => seconds === 60).length).toBeGreaterThanOrEqual(60);
    expect(points.length).toBeLessThan(210);
  });

  it('keep minutes for a day and hours for a month, by themselves', async () => {
    await count();
    const lives = await platformRollups(stores.db).find().toArray();
    for (const { kind, at: begins, expiresAt } of lives) {
      const life = kind === 'hour' ? limits.platformHoursLifeMs : limits.platformMinutesLifeMs;
      expect(expiresAt.getTime() - begins.getTime()).toBe(life);
    }
    const indexes = await platformRollups(stores.db).indexes();
    expect(indexes).toContainEqual(expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }));
  });

  it.each(['reports', 'signUps', 'payments'] as const)('count %s from an index alone', async (kind) => {
    const { collection, hint, pipeline } = countedBy(kind, nowMs - hourMs, nowMs);
    const plan = JSON.stringify(await raw(collection).aggregate(pipeline, { hint }).explain('queryPlanner'));
    expect(plan).toContain(`"indexName":"${hint}"`);
    expect(plan).not.toMatch(/"(COLLSCAN|FETCH|SORT)"/);
  });

  it('sample what is live from an index alone', async () => {
    const plan = await raw('livestreams').aggregate(liveSums, { hint: 'lobby' }).explain('queryPlanner');
    expect(JSON.stringify(plan)).not.toMatch(/"(COLLSCAN|FETCH|SORT)"/);
  });
});

describe('the route', () => {
  const ask = (role: Role, query = '') =>
    origin.call(`${internalPaths.live}${query}`, { actor: { ...someActor(), roles: ['viewer', role] } });

  it('is for all staff, and shows money to those alone who see money', async () => {
    for (const role of ['moderator', 'support', 'finance', 'admin'] as const) {
      const answer = await ask(role, '?span=day');
      expect(answer.status).toBe(200);
      const { points } = successOf(liveFiguresSchema).parse(answer.body).data;
      const money = role === 'finance' || role === 'admin';
      expect(points.every(({ coins, payments }) => (coins !== undefined && payments !== undefined) === money)).toBe(
        true,
      );
    }
    for (const role of ['viewer', 'host'] as const) expect(await ask(role)).toMatchObject({ status: 403 });
    expect(await origin.call(internalPaths.live)).toMatchObject({ status: 401 });
  });

  it.each([
    ['span', '?span=year'],
    ['from', '?from=0'],
  ])('refuses a wrong %s', async (field, query) => {
    expect(await ask('admin', query)).toMatchObject({ status: 400, body: { errors: [{ field }] } });
  });
});
