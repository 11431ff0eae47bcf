import type { CaseStatistics } from '@halobuzz/core/api/case-statistics';
import {
  type CasePriority,
  casePriorities,
  queueOrder,
  type ReportReason,
  targetMsOf,
} from '@halobuzz/core/moderation/case-priority';
import { type DecisionReason, decisionReasons } from '@halobuzz/core/moderation/reason-codes';
import { addCounts, countOf, percentileMs } from '@halobuzz/core/moderation/turnaround';
import type { Db } from 'mongodb';
import { csvLine } from '../../ledger-cli/csv-line.ts';
import { caseDocuments } from '../mongo/mongo-cases.ts';
import type { PeopleStore } from '../people/people.ts';
import { type CaseRollup, caseRollups } from './roll-up-cases.ts';

export interface StatisticsDeps {
  readonly db: Db;
  readonly people: Pick<PeopleStore, 'shown'>;
  readonly clock: () => number;
}

interface Span {
  /** `YYYY-MM-DD`, both inclusive. */
  readonly from: string;
  readonly to: string;
}

const hourMs = 3_600_000;
const moderatorsShownMax = 100;

/** Turnaround, backlog and accuracy, from the days' sums. */
export async function caseStatistics({ db, people, clock }: StatisticsDeps, span: Span): Promise<CaseStatistics> {
  const [reasons, moderators, backlog] = await Promise.all([
    readRollups(db, 'reason', span),
    moderatorSums(db, span),
    Promise.all(casePriorities.map((priority) => backlogOf(db, priority, clock()))),
  ]);
  const named = await people.shown(moderators.map(({ accountId }) => accountId));
  return {
    total: figuresOf(reasons),
    byDay: grouped(reasons, ({ day }) => day).map(([day, rows]) => ({ day, ...figuresOf(rows) })),
    // Keys of the scope are the reasons of reports.
    byReason: grouped(reasons, ({ key }) => key).map(([key, rows]) => ({
      reason: key as ReportReason, // the keys of this scope
      ...figuresOf(rows),
    })),
    backlog,
    moderators: moderators.map((one) => {
      const handle = named.get(one.accountId)?.handle;
      return { ...one, ...(handle === undefined ? {} : { handle }) };
    }),
  };
}

/**
 * The figures of a transparency report (Regulation (EU) 2022/2065, Articles 15 and 24): decisions by what they were about,
 * the rule and the measure, with the notices behind them, appeals and the median time.
 */
export async function transparencyCsv(db: Db, span: Span): Promise<string> {
  const rows = grouped(await readRollups(db, 'decision', span), ({ key }) => key);
  const head = [
    ...['from', 'to', 'about', 'rule', 'paragraph', 'may_be_illegal', 'measure', 'decisions', 'notices'],
    ...['automated', 'appeals', 'reversed', 'median_hours'],
  ];
  const lines = rows.map(([key, found]) => {
    const [about = '', rule = '', measure = ''] = key.split(':');
    // Empty where nothing broke a rule.
    const known = rule === '' ? undefined : decisionReasons[rule as DecisionReason];
    const { decided, appealed, lifted, toDecision } = figuresOf(found);
    const median = toDecision.p50Ms === undefined ? '' : (toDecision.p50Ms / hourMs).toFixed(2);
    return csvLine([
      ...[span.from, span.to, about, rule, known?.paragraph ?? '', known === undefined ? '' : String(known.illegal)],
      ...[measure, decided, sumOf(found, 'reports'), 0, appealed, lifted, median],
    ]);
  });
  return [csvLine(head), ...lines].join('');
}

async function readRollups(db: Db, scope: CaseRollup['scope'], { from, to }: Span): Promise<CaseRollup[]> {
  return caseRollups(db)
    .find({ scope, day: { $gte: from, $lte: to } })
    .sort({ day: 1, key: 1 })
    .hint('days')
    .toArray();
}

async function moderatorSums(db: Db, { from, to }: Span) {
  const found = caseRollups(db).aggregate<{ _id: string; decided: number; appealed: number; lifted: number }>(
    [
      { $match: { scope: 'moderator', day: { $gte: from, $lte: to } } },
      {
        $group: {
          _id: '$key',
          decided: { $sum: '$decided' },
          appealed: { $sum: '$appealed' },
          lifted: { $sum: '$lifted' },
        },
      },
      { $sort: { decided: -1, _id: 1 } },
      { $limit: moderatorsShownMax },
    ],
    { hint: 'days' },
  );
  return (await found.toArray()).map(({ _id: accountId, ...sums }) => ({ accountId, ...sums }));
}

/** Of open cases the place in the queue tells when they were opened: the index alone is read. */
async function backlogOf(db: Db, priority: CasePriority, nowMs: number) {
  const behind = (ageMs: number) =>
    caseDocuments(db).countDocuments(
      { state: 'open', priority, order: { $lte: queueOrder(priority, nowMs - ageMs) } },
      { hint: 'queue_priority' },
    );
  const [all, hour, day, week, overdue] = await Promise.all(
    [0, hourMs, 24 * hourMs, 7 * 24 * hourMs, targetMsOf[priority]].map(behind),
  );
  const [a = 0, h = 0, d = 0, w = 0] = [all, hour, day, week];
  return { priority, hour: a - h, day: h - d, week: d - w, older: w, overdue: overdue ?? 0 };
}

function figuresOf(rows: readonly CaseRollup[]) {
  return {
    ...{ opened: sumOf(rows, 'opened'), decided: sumOf(rows, 'decided'), acted: sumOf(rows, 'acted') },
    toTake: timesOf(rows, 'take'),
    toDecision: timesOf(rows, 'decide'),
    ...{ appealed: sumOf(rows, 'appealed'), lifted: sumOf(rows, 'lifted') },
  };
}

function timesOf(rows: readonly CaseRollup[], field: 'take' | 'decide') {
  const counts: number[] = [];
  for (const row of rows) addCounts(counts, row[field] ?? []);
  const [p50Ms, p95Ms] = [percentileMs(counts, 0.5), percentileMs(counts, 0.95)];
  return {
    count: countOf(counts),
    ...(p50Ms === undefined ? {} : { p50Ms }),
    ...(p95Ms === undefined ? {} : { p95Ms }),
  };
}

function sumOf(
  rows: readonly CaseRollup[],
  field: 'opened' | 'decided' | 'acted' | 'appealed' | 'lifted' | 'reports',
): number {
  return rows.reduce((sum, row) => sum + (row[field] ?? 0), 0);
}

function grouped(rows: readonly CaseRollup[], by: (row: CaseRollup) => string): [string, CaseRollup[]][] {
  const groups = new Map<string, CaseRollup[]>();
  for (const row of rows) groups.set(by(row), [...(groups.get(by(row)) ?? []), row]);
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
}
