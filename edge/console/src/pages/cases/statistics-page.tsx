import { type CaseStatistics, caseStatisticsSchema } from '@halobuzz/core/api/case-statistics';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { type ApiProblem, problemFrom } from '../../api/api-problem.ts';
import { download } from '../../api/call.ts';
import { AccountLink } from '../../kit/account-link.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Facts } from '../../kit/facts.tsx';
import { Filters, TextFilter } from '../../kit/filters.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Page } from '../../kit/page.tsx';
import { Plot } from '../../kit/plot.tsx';
import { ProblemNotice } from '../../kit/problem-notice.tsx';
import { useFilters } from '../../kit/use-filters.ts';
import { useRead } from '../../kit/use-read.ts';
import { useServices } from '../../session/session-context.ts';
import { priorityWords, reportReasonWords } from './case-words.ts';

const dayMs = 86_400_000;
const daysShown = 30;
const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

/** How fast cases are taken and decided, how often a decision was wrong, and what waits. */
export function StatisticsPage() {
  const { now } = useServices();
  const today = dayOf(now());
  const filters = useFilters({ from: dayOf(Date.parse(today) - (daysShown - 1) * dayMs), to: today });
  const { from, to } = filters.values;
  const read = useRead({ path: '/admin/cases/statistics', query: { from, to }, schema: caseStatisticsSchema });
  const [problem, setProblem] = useState<ApiProblem>();
  const takeOut = (): void => {
    setProblem(undefined);
    download(
      { method: 'GET', path: '/admin/cases/transparency', query: { from, to } },
      `transparency-${from}-${to}.csv`,
    ).catch((thrown: unknown) => setProblem(problemFrom(thrown)));
  };
  return (
    <Page
      title="Statistics of cases"
      lead="Days in UTC. Times begin with the first report. Counted anew every minute."
      actions={
        <>
          <button type="button" onClick={takeOut}>
            Transparency report (CSV)
          </button>
          <Link href="/cases">Cases</Link>
        </>
      }
    >
      {problem === undefined ? null : <ProblemNotice problem={problem} />}
      <Filters label="Days" filters={filters}>
        <TextFilter label="From" name="from" type="date" filters={filters} />
        <TextFilter label="To" name="to" type="date" filters={filters} />
      </Filters>
      <Loaded read={read}>{(data) => <Figures data={data} />}</Loaded>
    </Page>
  );
}

function Figures({ data }: { readonly data: CaseStatistics }) {
  const { total, byDay, byReason, backlog, moderators } = data;
  const counts = useMemo(() => {
    const points = (of: 'opened' | 'decided') => byDay.map((one) => [Date.parse(one.day), one[of]] as const);
    return [
      { label: 'opened', points: points('opened') },
      { label: 'decided', points: points('decided') },
    ];
  }, [byDay]);
  const hours = useMemo(() => {
    const points = (of: 'p50Ms' | 'p95Ms') =>
      byDay.map(({ day, toDecision }) => [Date.parse(day), inHours(toDecision[of])] as const);
    return [
      { label: 'half within', points: points('p50Ms') },
      { label: '95% within', points: points('p95Ms') },
    ];
  }, [byDay]);
  return (
    <div className="stack">
      <section className="card" aria-labelledby="all">
        <h2 id="all">All days</h2>
        <Facts
          items={[
            { label: 'Opened', value: total.opened },
            { label: 'Decided', value: total.decided },
            { label: 'Broke a rule', value: shareText(total.acted, total.decided) },
            { label: 'Taken: half within', value: timeText(total.toTake.p50Ms) },
            { label: 'Taken: 95% within', value: timeText(total.toTake.p95Ms) },
            { label: 'Decided: half within', value: timeText(total.toDecision.p50Ms) },
            { label: 'Decided: 95% within', value: timeText(total.toDecision.p95Ms) },
            { label: 'Lifted on appeal', value: shareText(total.lifted, total.acted) },
          ]}
        />
      </section>
      <Plot title="Cases by day" series={counts} unit="cases" />
      <Plot title="Time to decision" series={hours} unit="hours" />
      <DataTable
        caption="Open cases now, by how long they have waited"
        showCaption
        rows={backlog}
        rowKey={({ priority }) => priority}
        columns={[
          { key: 'priority', title: 'Priority', cell: ({ priority }) => priorityWords[priority] },
          { key: 'hour', title: 'Under an hour', align: 'end', cell: ({ hour }) => hour },
          { key: 'day', title: 'Under a day', align: 'end', cell: ({ day }) => day },
          { key: 'week', title: 'Under a week', align: 'end', cell: ({ week }) => week },
          { key: 'older', title: 'Older', align: 'end', cell: ({ older }) => older },
          { key: 'overdue', title: 'Overdue', align: 'end', cell: ({ overdue }) => overdue },
        ]}
      />
      <DataTable
        caption="By reason"
        showCaption
        rows={byReason}
        rowKey={({ reason }) => reason}
        empty="Nothing was reported in these days."
        columns={[
          { key: 'reason', title: 'Reason', cell: ({ reason }) => reportReasonWords[reason] },
          { key: 'opened', title: 'Opened', align: 'end', cell: ({ opened }) => opened },
          { key: 'decided', title: 'Decided', align: 'end', cell: ({ decided }) => decided },
          {
            key: 'acted',
            title: 'Broke a rule',
            align: 'end',
            cell: ({ acted, decided }) => shareText(acted, decided),
          },
          { key: 'half', title: 'Half within', align: 'end', cell: ({ toDecision }) => timeText(toDecision.p50Ms) },
          { key: 'most', title: '95% within', align: 'end', cell: ({ toDecision }) => timeText(toDecision.p95Ms) },
          { key: 'lifted', title: 'Lifted', align: 'end', cell: ({ lifted }) => lifted },
        ]}
      />
      <DataTable
        caption="By who decided"
        showCaption
        rows={moderators}
        rowKey={({ accountId }) => accountId}
        empty="Nobody decided a case in these days."
        columns={[
          { key: 'who', title: 'Who', cell: ({ accountId, handle }) => <AccountLink id={accountId} handle={handle} /> },
          { key: 'decided', title: 'Decided', align: 'end', cell: ({ decided }) => decided },
          { key: 'appealed', title: 'Appealed', align: 'end', cell: ({ appealed }) => appealed },
          { key: 'lifted', title: 'Lifted', align: 'end', cell: ({ lifted }) => lifted },
        ]}
      />
    </div>
  );
}

function inHours(timeMs: number | undefined): number | null {
  return timeMs === undefined ? null : timeMs / 3_600_000;
}

function timeText(timeMs: number | undefined): string {
  if (timeMs === undefined) return '–';
  const minutes = timeMs / 60_000;
  if (minutes < 90) return `${Math.round(minutes)} min`;
  return minutes < 48 * 60 ? `${(minutes / 60).toFixed(1)} h` : `${(minutes / 1_440).toFixed(1)} days`;
}

function shareText(part: number, whole: number): string {
  return whole === 0 ? '–' : `${part} (${Math.round((part / whole) * 100)}%)`;
}
