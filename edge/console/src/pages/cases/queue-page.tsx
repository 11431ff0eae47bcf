import { type CaseLine, caseLineSchema, heldCaseSchema, nextCaseSchema } from '@halobuzz/core/api/cases';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { type ApiProblem, problemFrom } from '../../api/api-problem.ts';
import { call } from '../../api/call.ts';
import { AccountLink } from '../../kit/account-link.tsx';
import { Badge } from '../../kit/badge.tsx';
import { Filters, SelectFilter, TextFilter } from '../../kit/filters.tsx';
import { ListTable } from '../../kit/list-table.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Page } from '../../kit/page.tsx';
import { ProblemNotice } from '../../kit/problem-notice.tsx';
import { useSay } from '../../kit/say.tsx';
import { Time } from '../../kit/time.tsx';
import { useFilters } from '../../kit/use-filters.ts';
import { usePageList } from '../../kit/use-page-list.ts';
import { useServices } from '../../session/session-context.ts';
import { useMe } from '../../session/use-me.ts';
import { useCommands } from '../../shell/commands.tsx';
import { optionsOf, outcomeWords, priorityTones, priorityWords, reportReasonWords, targetWords } from './case-words.ts';

const any = { value: '', label: 'Any' };
/** The queue looks again by itself: colleagues take and decide meanwhile. */
const lookEveryMs = 15_000;

/** Reports as cases, the most urgent first. `n` takes the next, `t` the row with the focus, Enter opens. */
export function QueuePage() {
  const filters = useFilters({ state: 'open', held: '', kind: '', reason: '', priority: '', account: '' });
  const list = usePageList('cases', '/admin/cases', filters.query, caseLineSchema, { everyMs: lookEveryMs });
  const { accountId } = useMe();
  const { now } = useServices();
  const [, go] = useLocation();
  const say = useSay();
  const [problem, setProblem] = useState<ApiProblem>();
  const [empty, setEmpty] = useState(false);
  const isOpen = filters.values.state === 'open';

  const act = async (work: () => Promise<CaseLine | undefined>): Promise<void> => {
    setProblem(undefined);
    setEmpty(false);
    try {
      const taken = await work();
      if (taken === undefined) setEmpty(true);
      else go(`/cases/${taken.id}`);
    } catch (thrown) {
      setProblem(problemFrom(thrown));
      list.refresh();
    }
  };
  const next = (): void =>
    void act(
      async () => (await call({ method: 'POST', path: '/admin/cases/next', body: {}, schema: nextCaseSchema })).case,
    );
  const take = (one: CaseLine): void =>
    void act(async () => {
      const path = `/admin/cases/${one.id}/take`;
      const { case: taken } = await call({ method: 'POST', path, body: {}, schema: heldCaseSchema });
      say('The case is yours.');
      return taken;
    });
  useCommands([{ id: 'case-next', label: 'Take the next case', key: 'n', run: next }]);

  return (
    <Page
      title="Cases"
      lead="All open reports of one target are one case. Children at risk and self-harm come first, then what is due soonest."
      actions={
        <>
          <button type="button" className="primary" onClick={next}>
            Next case <kbd>n</kbd>
          </button>
          <Link href="/cases/statistics">Statistics</Link>
        </>
      }
    >
      {problem === undefined ? null : <ProblemNotice problem={problem} />}
      {empty ? (
        <Notice tone="success" title="The queue is empty">
          No case is free that you may decide.
        </Notice>
      ) : null}
      <Filters label="Filter cases" filters={filters}>
        <SelectFilter
          label="State"
          name="state"
          filters={filters}
          options={[
            { value: 'open', label: 'Open' },
            { value: 'decided', label: 'Decided' },
          ]}
        />
        {isOpen ? (
          <>
            <SelectFilter
              label="With whom"
              name="held"
              filters={filters}
              options={[any, { value: 'mine', label: 'Mine' }, { value: 'nobody', label: 'Nobody' }]}
            />
            <SelectFilter label="About a" name="kind" filters={filters} options={[any, ...optionsOf(targetWords)]} />
            <SelectFilter
              label="Reason"
              name="reason"
              filters={filters}
              options={[any, ...optionsOf(reportReasonWords)]}
            />
            <SelectFilter
              label="Priority"
              name="priority"
              filters={filters}
              options={[any, ...optionsOf(priorityWords)]}
            />
          </>
        ) : null}
        <TextFilter label="Person (account id)" name="account" filters={filters} />
      </Filters>
      <ListTable
        list={list}
        caption={isOpen ? 'Open cases, the most urgent first' : 'Decided cases, the newest first'}
        rowKey={({ id }) => id}
        hrefOf={({ id }) => `/cases/${id}`}
        rowKeys={isOpen ? [{ key: 't', label: 'Take the case with the focus', run: take }] : []}
        empty={isOpen ? 'No open case fits. Well done.' : 'No case was decided yet.'}
        columns={[
          {
            key: 'what',
            title: 'What',
            cell: (one) => `${targetWords[one.targetKind]}: ${reportReasonWords[one.reason]}`,
          },
          {
            key: 'priority',
            title: isOpen ? 'Priority' : 'Outcome',
            cell: ({ priority, outcome }) =>
              outcome === undefined ? (
                <Badge tone={priorityTones[priority]}>{priorityWords[priority]}</Badge>
              ) : (
                outcomeWords[outcome]
              ),
          },
          {
            key: 'who',
            title: 'About',
            cell: (one) => (one.accountId === undefined ? '–' : <AccountLink id={one.accountId} handle={one.handle} />),
          },
          { key: 'excerpt', title: 'Excerpt', minor: true, cell: ({ excerpt }) => excerpt ?? '–' },
          { key: 'reports', title: 'Reports', align: 'end', cell: ({ reports }) => reports },
          {
            key: 'due',
            title: isOpen ? 'Due' : 'Decided',
            cell: (one) => <Due one={one} nowMs={now()} />,
          },
          {
            key: 'held',
            title: 'With',
            cell: ({ held }) =>
              held === undefined ? (
                '–'
              ) : held.by === accountId ? (
                <strong>you</strong>
              ) : (
                <AccountLink id={held.by} handle={held.handle} />
              ),
          },
        ]}
      />
    </Page>
  );
}

function Due({ one, nowMs }: { readonly one: CaseLine; readonly nowMs: number }) {
  if (one.decidedAt !== undefined) return <Time iso={one.decidedAt} />;
  return (
    <>
      <Time iso={one.dueAt} /> {Date.parse(one.dueAt) < nowMs ? <Badge tone="warning">overdue</Badge> : null}
    </>
  );
}
