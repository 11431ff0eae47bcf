import { differenceAreas, differenceSchema, differenceStates } from '@halobuzz/core/api/finance-work';
import { AccountLink } from '../../kit/account-link.tsx';
import { Filters, SelectFilter } from '../../kit/filters.tsx';
import { ListTable } from '../../kit/list-table.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useFilters } from '../../kit/use-filters.ts';
import { usePageList } from '../../kit/use-page-list.ts';
import { optionsOf, words } from './words.ts';

/** Where books, documents and providers differ, and who looks at it. */
export function DifferencesPage() {
  const filters = useFilters({ state: 'open', area: '' });
  const list = usePageList('differences', '/admin/finance/differences', filters.query, differenceSchema);
  return (
    <Page
      title="Differences"
      lead="Payments are compared with providers every quarter of an hour, payouts with the ledger every hour."
    >
      <Filters label="Differences" filters={filters}>
        <SelectFilter label="State" name="state" filters={filters} options={optionsOf(differenceStates, undefined)} />
        <SelectFilter label="Of" name="area" filters={filters} options={optionsOf(differenceAreas)} />
      </Filters>
      <ListTable
        list={list}
        caption="Differences, the newest first"
        rowKey={({ id }) => id}
        hrefOf={({ id }) => `/finance/differences/${id}`}
        empty="Everything fits."
        columns={[
          { key: 'kind', title: 'What', cell: ({ kind }) => words(kind) },
          { key: 'area', title: 'Of', cell: ({ area }) => area },
          { key: 'about', title: 'About', cell: ({ about, externalId }) => <code>{about || externalId}</code> },
          { key: 'times', title: 'Seen', align: 'end', minor: true, cell: ({ times }) => `${times} ×` },
          { key: 'first', title: 'Since', cell: ({ firstSeenAt }) => <Time iso={firstSeenAt} /> },
          {
            key: 'assignee',
            title: 'Who looks at it',
            cell: ({ assignee }) => (assignee === undefined ? '–' : <AccountLink id={assignee} />),
          },
        ]}
      />
    </Page>
  );
}
