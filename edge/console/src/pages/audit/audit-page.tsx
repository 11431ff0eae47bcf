import { auditActions, auditEntrySchema } from '@halobuzz/core/api/admin';
import type { z } from 'zod';
import { AccountLink } from '../../kit/account-link.tsx';
import { Filters, SelectFilter, TextFilter } from '../../kit/filters.tsx';
import { ListTable } from '../../kit/list-table.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { type Filters as FilterState, useFilters } from '../../kit/use-filters.ts';
import { usePageList } from '../../kit/use-page-list.ts';
import { actWords } from './act-words.ts';
import { AuditCheck } from './audit-check.tsx';
import { auditQueryOf } from './audit-query.ts';

type Entry = z.output<typeof auditEntrySchema>;

const actions = [
  { value: '', label: 'Any' },
  ...auditActions
    .map((action) => ({ value: action, label: actWords(action) }))
    .toSorted((a, b) => a.label.localeCompare(b.label)),
];

/** Who did what to whom, when and why; and whether the log is whole. */
export function AuditPage() {
  const filters = useFilters({ actor: '', subject: '', action: '', requestId: '', from: '', to: '' });
  const query = auditQueryOf(filters.values);
  const list = usePageList('audit', '/admin/audit', query, auditEntrySchema);
  return (
    <Page
      title="Audit log"
      lead="What staff, operators and the platform did, the newest first. A search is recorded itself."
      actions={
        <button type="button" onClick={list.refresh}>
          Look again
        </button>
      }
    >
      <AuditCheck />
      <AuditFilters filters={filters} />
      <ListTable
        list={list}
        caption="Acts, the newest first"
        rowKey={({ id }) => id}
        empty="No act of that kind is on record."
        columns={[
          { key: 'at', title: 'When', cell: ({ at }) => <Time iso={at} /> },
          {
            key: 'actor',
            title: 'Who',
            cell: ({ actor }) => <Person id={actor} onOnly={() => filters.set('actor', actor)} />,
          },
          { key: 'action', title: 'What', cell: ({ action }) => actWords(action) },
          { key: 'subject', title: 'To what', cell: (entry) => <Subject entry={entry} filters={filters} /> },
          { key: 'reason', title: 'Why', cell: (entry) => <Why entry={entry} /> },
          { key: 'sequence', title: 'No.', align: 'end', minor: true, cell: ({ sequence }) => sequence },
        ]}
      />
    </Page>
  );
}

type AuditFilter = 'actor' | 'subject' | 'action' | 'requestId' | 'from' | 'to';

function AuditFilters({ filters }: { readonly filters: FilterState<AuditFilter> }) {
  return (
    <Filters label="Search the audit log" filters={filters}>
      <TextFilter label="Who (account id, operator, system)" name="actor" filters={filters} />
      <TextFilter label="To what (its id)" name="subject" filters={filters} />
      <SelectFilter label="What" name="action" filters={filters} options={actions} />
      <TextFilter label="Request" name="requestId" filters={filters} />
      <TextFilter label="From" name="from" type="datetime-local" filters={filters} />
      <TextFilter label="Before" name="to" type="datetime-local" filters={filters} />
    </Filters>
  );
}

/** An account leads to its page; the button beside it shows all of that one here. */
function Person({ id, onOnly }: { readonly id: string; readonly onOnly: () => void }) {
  return (
    <span className="row tight">
      <AccountLink id={id} />
      <button
        type="button"
        className="quiet small no-print"
        aria-label={`Only ${id}`}
        title="Only this one"
        onClick={onOnly}
      >
        ⌕
      </button>
    </span>
  );
}

function Subject({
  entry: { subject },
  filters,
}: {
  readonly entry: Entry;
  readonly filters: FilterState<AuditFilter>;
}) {
  return subject === undefined ? '–' : <Person id={subject} onOnly={() => filters.set('subject', subject)} />;
}

function Why({ entry: { reason, details, requestId, hash } }: { readonly entry: Entry }) {
  const more = Object.entries(details ?? {});
  return (
    <>
      {reason ?? (more.length === 0 ? '–' : '')}
      <details>
        <summary>Details</summary>
        <dl className="facts">
          {more.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{String(value)}</dd>
            </div>
          ))}
          {requestId === undefined ? null : (
            <div>
              <dt>request</dt>
              <dd>
                <code>{requestId}</code>
              </dd>
            </div>
          )}
          <div>
            <dt>hash</dt>
            <dd>
              <code>{hash}</code>
            </dd>
          </div>
        </dl>
      </details>
    </>
  );
}
