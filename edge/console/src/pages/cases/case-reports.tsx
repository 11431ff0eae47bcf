import { type CaseView, caseReportersSchema } from '@halobuzz/core/api/cases';
import { useState } from 'react';
import type { z } from 'zod';
import { call } from '../../api/call.ts';
import { AccountLink } from '../../kit/account-link.tsx';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Time } from '../../kit/time.tsx';
import { useCan } from '../../session/use-me.ts';
import { reportReasonWords } from './case-words.ts';

type Reporter = z.output<typeof caseReportersSchema>['items'][number];

/** Who reported is masked until whoever has the case says why they need to know. */
export function CaseReports({ one, path }: { readonly one: CaseView; readonly path: string }) {
  const [asking, setAsking] = useState(false);
  const [known, setKnown] = useState<readonly Reporter[]>([]);
  const isAdmin = useCan('ban_for_good');
  const named = new Map(known.map((reporter) => [reporter.reporter, reporter]));
  return (
    <section aria-labelledby="reports">
      <h2 id="reports">
        {one.reports} {one.reports === 1 ? 'report' : 'reports'}
        {one.reports > one.reportList.length ? `, the newest ${one.reportList.length} shown` : ''}
      </h2>
      <DataTable
        caption="Reports of this case, the newest first"
        rows={one.reportList}
        rowKey={({ id }) => id}
        columns={[
          { key: 'at', title: 'When', cell: ({ at }) => <Time iso={at} /> },
          {
            key: 'who',
            title: 'By',
            cell: ({ reporter }) => {
              const person = named.get(reporter);
              if (person === undefined) return `Reporter ${reporter}`;
              return <AccountLink id={person.accountId} handle={person.handle} />;
            },
          },
          {
            key: 'record',
            title: 'Right before',
            cell: ({ record: { right, wrong } }) => (right + wrong === 0 ? 'new' : `${right} of ${right + wrong}`),
          },
          { key: 'reason', title: 'Reason', cell: ({ reason }) => reportReasonWords[reason] },
          { key: 'note', title: 'In their words', cell: ({ note }) => note ?? '–' },
        ]}
      />
      {known.length === 0 && one.reportList.length > 0 && (one.mine || isAdmin) ? (
        <p className="no-print">
          <button type="button" onClick={() => setAsking(true)}>
            Show who reported
          </button>
        </p>
      ) : null}
      {asking ? (
        <ActDialog
          title="Show who reported"
          lead={<p>Reporters trust us not to be named. That you looked is recorded.</p>}
          confirm="Show"
          done="The reporters are shown."
          onSubmit={({ reason }) =>
            call({ method: 'POST', path: `${path}/reporters`, body: { reason }, schema: caseReportersSchema })
          }
          onDone={({ items }) => {
            setKnown(items);
            setAsking(false);
          }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </section>
  );
}
