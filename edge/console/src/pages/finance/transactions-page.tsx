import { type TransactionLine, transactionLineSchema } from '@halobuzz/core/api/finance-ledger';
import { intentKinds } from '@halobuzz/core/ledger/kinds';
import { Filters, SelectFilter, TextFilter } from '../../kit/filters.tsx';
import { ListTable } from '../../kit/list-table.tsx';
import { Money } from '../../kit/money.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useFilters } from '../../kit/use-filters.ts';
import { usePageList } from '../../kit/use-page-list.ts';
import { StateBadge } from './state-badge.tsx';
import { optionsOf, words } from './words.ts';

/** Entries of the ledger by person, kind, day, or what they stand for. */
export function TransactionsPage() {
  const filters = useFilters({ kind: '', status: 'completed', person: '', order: '', from: '', to: '' });
  const list = usePageList('transactions', '/admin/finance/transactions', filters.query, transactionLineSchema);
  return (
    <Page title="Transactions" lead="Entries of the ledger, newest first.">
      <Filters label="Transactions" filters={filters}>
        <SelectFilter label="Kind" name="kind" filters={filters} options={optionsOf(intentKinds)} />
        <SelectFilter
          label="State"
          name="status"
          filters={filters}
          options={optionsOf(['completed', 'refused', 'quarantined'], undefined)}
        />
        <TextFilter label="Person’s account id" name="person" filters={filters} />
        <TextFilter label="Payment, payout or request" name="order" filters={filters} />
        <TextFilter label="From" name="from" type="date" filters={filters} />
        <TextFilter label="To" name="to" type="date" filters={filters} />
      </Filters>
      <ListTable<TransactionLine>
        list={list}
        person={filters.query.person}
        caption="Entries, the newest first"
        rowKey={({ tx }) => tx}
        hrefOf={({ tx }) => `/finance/transactions/${tx}`}
        empty="No such entry."
        columns={[
          { key: 'at', title: 'When', cell: ({ at }) => <Time iso={at} /> },
          { key: 'type', title: 'What', cell: ({ type }) => words(type) },
          {
            key: 'amount',
            title: 'Amount',
            align: 'end',
            cell: ({ amount, currency }) => <Money minor={amount} currency={currency} />,
          },
          { key: 'person', title: 'Wallet', cell: ({ person }) => <code>{person}</code> },
          {
            key: 'to',
            title: 'To or from',
            minor: true,
            cell: ({ counterparty }) => <code>{counterparty || '–'}</code>,
          },
          { key: 'status', title: 'State', cell: ({ status }) => <StateBadge state={status} /> },
        ]}
      />
    </Page>
  );
}
