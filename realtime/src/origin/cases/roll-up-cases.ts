import type { Clock } from '@halobuzz/core/clock';
import { countTime } from '@halobuzz/core/moderation/turnaround';
import type { Db } from 'mongodb';
import { caseDocuments } from '../mongo/mongo-cases.ts';
import type { CaseDocument } from './case.ts';

/** A day's cases of one reason, one kind of decision or one moderator; `day` is `YYYY-MM-DD` in UTC. */
export interface CaseRollup {
  _id: string;
  day: string;
  scope: 'reason' | 'decision' | 'moderator' | 'watermark';
  key: string;
  opened?: number;
  decided?: number;
  acted?: number;
  appealed?: number;
  lifted?: number;
  reports?: number;
  take?: number[];
  decide?: number[];
  at?: Date;
}

interface DaySums {
  opened: number;
  decided: number;
  acted: number;
  appealed: number;
  lifted: number;
  reports: number;
  take: number[];
  decide: number[];
}

const watermarkId = 'watermark';
/** A transaction that was under way when the last pass looked may carry a time of before it. */
const overlapMs = 60_000;
const dayMs = 86_400_000;

/**
 * Counts anew every day in which a case changed since the last pass. A day is always counted as a whole from its cases, so
 * that a pass may be repeated, cut off, or run beside another one. @returns how many days
 */
export async function rollUpCases({ db, clock }: { readonly db: Db; readonly clock: Clock }): Promise<number> {
  const rollups = caseRollups(db);
  const last = (await rollups.findOne({ _id: watermarkId }))?.at ?? new Date(0);
  const until = new Date(clock());
  const since = new Date(Math.max(0, last.getTime() - overlapMs));
  const changed = caseDocuments(db)
    .find({ changedAt: { $gt: since } }, { projection: { openedAt: 1, decidedAt: 1 } })
    .hint('changed');
  const days = new Set<string>();
  for await (const { openedAt, decidedAt } of changed) {
    days.add(dayOf(openedAt));
    if (decidedAt !== undefined) days.add(dayOf(decidedAt));
  }
  for (const day of days) await rollUpDay(db, day);
  await rollups.updateOne(
    { _id: watermarkId },
    { $set: { at: until }, $setOnInsert: { day: '', scope: 'watermark', key: '' } },
    { upsert: true },
  );
  return days.size;
}

/** One day from its cases. */
export async function rollUpDay(db: Db, day: string): Promise<void> {
  const from = new Date(`${day}T00:00:00.000Z`);
  const within = { $gte: from, $lt: new Date(from.getTime() + dayMs) };
  const sums = new Map<string, DaySums>();
  const sumOf = (scope: CaseRollup['scope'], key: string): DaySums => {
    const id = `${day}:${scope}:${key}`;
    const found = sums.get(id) ?? {
      opened: 0,
      decided: 0,
      acted: 0,
      appealed: 0,
      lifted: 0,
      reports: 0,
      take: [],
      decide: [],
    };
    sums.set(id, found);
    return found;
  };
  const opened = caseDocuments(db).aggregate<{ _id: string; count: number }>(
    [{ $match: { openedAt: within } }, { $group: { _id: '$reason', count: { $sum: 1 } } }],
    { hint: 'opened' },
  );
  for await (const { _id: reason, count } of opened) sumOf('reason', reason).opened = count;
  const decided = caseDocuments(db)
    .find(
      { state: 'decided', decidedAt: within },
      {
        projection: {
          ...{ reason: 1, targetKind: 1, openedAt: 1, takenAt: 1, decidedAt: 1, reports: 1, appeal: 1 },
          ...{ 'decision.outcome': 1, 'decision.reason': 1, 'decision.by': 1 },
        },
      },
    )
    .hint('decided');
  for await (const one of decided) {
    const { decision } = one;
    if (decision === undefined) continue;
    addDecided(sumOf('reason', one.reason), one);
    addDecided(sumOf('moderator', decision.by), one);
    addDecided(sumOf('decision', [one.targetKind, decision.reason ?? '', decision.outcome].join(':')), one);
  }
  const rollups = caseRollups(db);
  const ids = [...sums.keys()];
  if (ids.length > 0) {
    await rollups.bulkWrite(
      [...sums].map(([_id, sum]) => {
        const [, scope = '', key = ''] = /^[^:]+:([^:]+):(.*)$/.exec(_id) ?? [];
        // One of the three that the ids above are made of.
        const replacement = { day, scope: scope as CaseRollup['scope'], key, ...sum };
        return { replaceOne: { filter: { _id }, replacement, upsert: true } };
      }),
    );
  }
  for (const scope of ['reason', 'decision', 'moderator'] as const) {
    await rollups.deleteMany({ scope, day, _id: { $nin: ids } }, { hint: 'days' });
  }
}

function addDecided(sum: DaySums, { openedAt, takenAt, decidedAt, decision, reports, appeal }: CaseDocument): void {
  sum.decided += 1;
  sum.reports += reports;
  if (decision?.outcome !== 'no_violation') sum.acted += 1;
  if (appeal !== undefined) sum.appealed += 1;
  if (appeal === 'lifted') sum.lifted += 1;
  if (takenAt !== undefined) countTime(sum.take, takenAt.getTime() - openedAt.getTime());
  if (decidedAt !== undefined) countTime(sum.decide, decidedAt.getTime() - openedAt.getTime());
}

export function caseRollups(db: Db) {
  return db.collection<CaseRollup>('rollups_cases', { ignoreUndefined: true });
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
