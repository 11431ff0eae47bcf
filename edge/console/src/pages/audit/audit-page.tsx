import { auditActions, auditEntrySchema } from '@halobuzz/core/api/admin';
import { AccountLink } from '../../kit/account-link.tsx';
import { Filters, SelectFilter, TextFilter } from '../../kit/filters.tsx';
import { ListTable } from '../../kit/list-table.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useFilters } from '../../kit/use-filters.ts';
import { usePageList } from '../../kit/use-page-list.ts';

const actions = [{ value: '', label: 'Any' }, ...auditActions.map((action) => ({ value: action, label: action }))];

/** Who did what, newest first. */
export function AuditPage() {
  const filters = useFilters({ actor: '', subject: '', action: '' });
  const list = usePageList('audit', '/admin/audit', filters.query, auditEntrySchema);
  return (
    <Page title="Audit log" lead="What staff, operators and the platform did. Reading it is recorded too.">
      <Filters label="Search the audit log" filters={filters}>
        <TextFilter label="Actor" name="actor" filters={filters} />
        <TextFilter label="Subject" name="subject" filters={filters} />
        <SelectFilter label="Act" name="action" filters={filters} options={actions} />
      </Filters>
      <ListTable
        list={list}
        caption="Acts, the newest first"
        rowKey={({ id }) => id}
        columns={[
          { key: 'at', title: 'When', cell: ({ at }) => <Time iso={at} /> },
          { key: 'actor', title: 'Who', cell: ({ actor }) => <AccountLink id={actor} /> },
          { key: 'action', title: 'What', cell: ({ action }) => <code>{action}</code> },
          {
            key: 'subject',
            title: 'To whom',
            cell: ({ subject }) => (subject === undefined ? '–' : <AccountLink id={subject} />),
          },
          { key: 'reason', title: 'Why', cell: ({ reason }) => reason ?? '–' },
          { key: 'sequence', title: 'No.', align: 'end', minor: true, cell: ({ sequence }) => sequence },
        ]}
      />
    </Page>
  );
}
