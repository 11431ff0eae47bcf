import { staffPayoutSchema } from '@halobuzz/core/api/finance';
import { payoutStatuses } from '@halobuzz/core/payouts/payout';
import { Badge } from '../../kit/badge.tsx';
import { Filters, SelectFilter } from '../../kit/filters.tsx';
import { ListTable } from '../../kit/list-table.tsx';
import { Money } from '../../kit/money.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useFilters } from '../../kit/use-filters.ts';
import { usePageList } from '../../kit/use-page-list.ts';
import { StateBadge } from './state-badge.tsx';
import { optionsOf } from './words.ts';

/** Hosts' payouts: those that wait for a decision first. */
export function PayoutsPage() {
  const filters = useFilters({ status: 'held', order: 'oldest' });
  const list = usePageList('payouts', '/admin/finance/payouts', filters.query, staffPayoutSchema);
  return (
    <Page title="Payouts" lead="Held ones wait for a decision; large ones for two people. Nobody decides their own.">
      <Filters label="Payouts" filters={filters}>
        <SelectFilter label="State" name="status" filters={filters} options={optionsOf(payoutStatuses, undefined)} />
        <SelectFilter
          label="Order"
          name="order"
          filters={filters}
          options={optionsOf(['oldest', 'newest'], undefined)}
        />
      </Filters>
      <ListTable
        list={list}
        caption="Payouts"
        rowKey={({ id }) => id}
        hrefOf={({ id }) => `/finance/payouts/${id}`}
        empty="No payout in that state."
        columns={[
          { key: 'at', title: 'Asked', cell: ({ createdAt }) => <Time iso={createdAt} /> },
          { key: 'person', title: 'Host', cell: ({ person }) => <code>{person}</code> },
          {
            key: 'diamonds',
            title: 'Diamonds',
            align: 'end',
            minor: true,
            cell: ({ diamonds }) => <Money minor={diamonds} currency="DIAMOND" />,
          },
          {
            key: 'amount',
            title: 'Amount',
            align: 'end',
            cell: ({ amount, currency }) => <Money minor={amount} currency={currency} />,
          },
          { key: 'state', title: 'State', cell: ({ status }) => <StateBadge state={status} /> },
          {
            key: 'approvals',
            title: 'Approvals',
            cell: ({ approvals, needed, decidable }) => (
              <span className="row tight">
                {approvals.length}/{needed}
                {decidable === 'own' ? <Badge tone="plain">yours</Badge> : null}
                {decidable === 'again' ? <Badge tone="plain">you approved</Badge> : null}
              </span>
            ),
          },
          { key: 'until', title: 'Until', minor: true, cell: ({ expiresAt }) => <Time iso={expiresAt} /> },
        ]}
      />
    </Page>
  );
}
