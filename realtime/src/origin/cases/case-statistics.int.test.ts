import { caseStatisticsSchema } from '@halobuzz/core/api/case-statistics';
import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { caseDocuments } from '../mongo/mongo-cases.ts';
import { openStores, type TestStores } from '../testing/real-origin.ts';
import { caseRollups, rollUpCases, rollUpDay } from './roll-up-cases.ts';
import { type CaseWorld, caseWorld } from './testing/case-world.ts';

let stores: TestStores;
let world: CaseWorld;
let moderator: Actor;
beforeAll(async () => {
  stores = await openStores(39);
  world = await caseWorld(stores);
  moderator = await world.person('moderator');
});
beforeEach(async () => {
  world.origin.time.aheadMs = 0;
  for (const name of ['cases', 'reports', 'rollups_cases']) await stores.db.collection(name).deleteMany({});
});
afterAll(() => stores.close());

const figures = successOf(caseStatisticsSchema);
const minuteMs = 60_000;
const today = () => new Date(world.origin.clock()).toISOString().slice(0, 10);
const read = async (query = `?from=${today()}&to=${today()}`) =>
  figures.parse((await world.read(moderator, `/statistics${query}`)).body).data;

/** A case that was decided so long after it was opened, both today at noon. */
async function decidedCase(afterMs: number, outcome: 'mute' | 'no_violation'): Promise<string> {
  const person = await world.person();
  await world.report(await world.person(), { kind: 'user', id: person.account });
  const id = await world.caseAbout(person);
  const rule = outcome === 'mute' ? { reason: 'harassment', seconds: 3_600 } : {};
  await world.post(moderator, `/${id}/decision`, { version: 1, outcome, note: 'looked at it', ...rule });
  const noon = Date.parse(`${today()}T12:00:00.000Z`);
  const times = {
    openedAt: new Date(noon),
    takenAt: new Date(noon + afterMs / 2),
    decidedAt: new Date(noon + afterMs),
  };
  await caseDocuments(stores.db).updateOne({ _id: id }, { $set: times });
  return id;
}

describe('statistics of cases', () => {
  it('tell how long decisions took, how many were right, and who made them', async () => {
    for (const minutes of [10, 20, 30, 40]) await decidedCase(minutes * minuteMs, 'mute');
    const wrong = await decidedCase(50 * minuteMs, 'no_violation');
    await world.origin.deps.cases.noteAppeal(wrong, 'lifted');
    await rollUpCases(world.origin.deps);
    const { total, byDay, byReason, moderators } = await read();
    expect(total).toMatchObject({ opened: 5, decided: 5, acted: 4, appealed: 1, lifted: 1, toDecision: { count: 5 } });
    expect(Math.abs((total.toDecision.p50Ms ?? 0) - 30 * minuteMs)).toBeLessThan(0.05 * 30 * minuteMs);
    expect(Math.abs((total.toTake.p95Ms ?? 0) - 25 * minuteMs)).toBeLessThan(0.05 * 25 * minuteMs);
    expect(byDay).toMatchObject([{ day: today(), decided: 5 }]);
    expect(byReason).toMatchObject([{ reason: 'harassment', decided: 5 }]);
    expect(moderators).toEqual([
      { accountId: moderator.account, handle: moderator.name, decided: 5, appealed: 1, lifted: 1 },
    ]);
  });

  it('are the same however often they are counted, and follow what changes later', async () => {
    const id = await decidedCase(10 * minuteMs, 'mute');
    await Promise.all([rollUpCases(world.origin.deps), rollUpDay(stores.db, today())]);
    const once = await caseRollups(stores.db)
      .find({ scope: { $ne: 'watermark' } })
      .sort({ _id: 1 })
      .toArray();
    await rollUpCases(world.origin.deps);
    expect(
      await caseRollups(stores.db)
        .find({ scope: { $ne: 'watermark' } })
        .sort({ _id: 1 })
        .toArray(),
    ).toEqual(once);
    world.origin.time.aheadMs = 10 * minuteMs;
    expect(await rollUpCases(world.origin.deps)).toBe(1);
    // Nothing changed since, so no day is counted.
    world.origin.time.aheadMs = 20 * minuteMs;
    expect(await rollUpCases(world.origin.deps)).toBe(0);
    await world.origin.deps.cases.noteAppeal(id, 'lifted');
    world.origin.time.aheadMs = 21 * minuteMs;
    expect(await rollUpCases(world.origin.deps)).toBe(1);
    expect((await read()).total).toMatchObject({ decided: 1, appealed: 1, lifted: 1 });
  });

  it('show the backlog by age and what is overdue', async () => {
    for (const reason of ['spam', 'self_harm'] as const) {
      await world.report(await world.person(), { kind: 'user', id: (await world.person()).account }, reason);
    }
    world.origin.time.aheadMs = 2 * 3_600_000;
    await world.report(await world.person(), { kind: 'user', id: (await world.person()).account }, 'spam');
    const { backlog } = await read();
    expect(backlog).toEqual([
      { priority: 'critical', hour: 0, day: 1, week: 0, older: 0, overdue: 1 },
      { priority: 'high', hour: 0, day: 0, week: 0, older: 0, overdue: 0 },
      { priority: 'normal', hour: 0, day: 0, week: 0, older: 0, overdue: 0 },
      { priority: 'low', hour: 1, day: 1, week: 0, older: 0, overdue: 0 },
    ]);
  });

  it('are taken out as CSV for a transparency report, which is recorded', async () => {
    await decidedCase(60 * minuteMs, 'mute');
    await rollUpCases(world.origin.deps);
    const path = internalPaths.cases(`/transparency?from=${today()}&to=${today()}`);
    const answer = await world.origin.app.request(await world.origin.signer.request(path, { actor: moderator }));
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [head, line] = (await answer.text()).split('\r\n');
    expect(head).toMatch(/^from,to,about,rule,/);
    expect(line).toMatch(/,user,harassment,Rules 6: harassment,false,mute,1,1,0,0,0,(0\.9|1\.0)\d$/);
    const records = stores.db.collection('audit_log').find({ action: 'cases.exported', actor: moderator.account });
    expect(await records.toArray()).toHaveLength(1);
  });

  it.each([
    ['?from=2026-01-02&to=2026-01-01', 'to'],
    ['?from=2024-01-01&to=2026-01-01', 'to'],
    ['?from=2026-01-01', 'to'],
    ['?from=2026-01-01&to=2026-01-01&by=x', 'by'],
  ])('refuse %s, and name the field', async (query, field) => {
    expect(await world.read(moderator, `/statistics${query}`)).toMatchObject({
      status: 400,
      body: { errors: [{ field }] },
    });
    const support = await world.person('support');
    expect(await world.read(support, '/statistics?from=2026-01-01&to=2026-01-01')).toMatchObject({ status: 403 });
  });

  it('read rollups and the backlog from indexes alone', async () => {
    const days = await caseRollups(stores.db)
      .find({ scope: 'reason', day: { $gte: '2026-01-01', $lte: '2026-01-31' } })
      .sort({ day: 1, key: 1 })
      .hint('days')
      .explain();
    expect(JSON.stringify(days.queryPlanner.winningPlan)).not.toMatch(/COLLSCAN|"SORT"/);
    const backlog = await stores.db.command({
      explain: {
        count: 'cases',
        query: { state: 'open', priority: 'low', order: { $lte: 1 } },
        hint: 'queue_priority',
      },
    });
    expect(JSON.stringify(backlog.queryPlanner.winningPlan)).not.toContain('COLLSCAN');
  });
});
