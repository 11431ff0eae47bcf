import { type StaffPayment, staffPaymentSchema } from '@halobuzz/core/api/finance-payments';
import type { Query } from '../../api/query-of.ts';
import type { Column } from '../../kit/data-table.tsx';
import { ListTable } from '../../kit/list-table.tsx';
import { Money } from '../../kit/money.tsx';
import { Time } from '../../kit/time.tsx';
import { usePageList } from '../../kit/use-page-list.ts';
import { StateBadge } from './state-badge.tsx';

const columns: readonly Column<StaffPayment>[] = [
  { key: 'at', title: 'When', cell: ({ createdAt }) => <Time iso={createdAt} /> },
  { key: 'state', title: 'State', cell: ({ status }) => <StateBadge state={status} /> },
  {
    key: 'amount',
    title: 'Amount',
    align: 'end',
    cell: ({ amount, currency }) => <Money minor={amount} currency={currency} />,
  },
  {
    key: 'coins',
    title: 'Coins',
    align: 'end',
    minor: true,
    cell: ({ coins }) => <Money minor={coins} currency="COIN" />,
  },
  { key: 'provider', title: 'Provider', cell: ({ provider }) => provider },
  { key: 'person', title: 'Buyer', minor: true, cell: ({ person }) => <code>{person}</code> },
  {
    key: 'trouble',
    title: 'Look at',
    minor: true,
    cell: ({ flags, trouble }) =>
      [...flags, ...(trouble === '' ? [] : [trouble])].join(', ').replaceAll('_', ' ') || '–',
  },
];

/** Payments by a query, newest first; each leads to its page. */
export function PaymentTable(props: {
  readonly caption: string;
  readonly query: Query;
  readonly empty: string;
  readonly person?: string | undefined;
}) {
  const list = usePageList('payments', '/admin/finance/payments', props.query, staffPaymentSchema);
  return (
    <ListTable
      list={list}
      person={props.person}
      caption={props.caption}
      columns={columns}
      rowKey={({ id }) => id}
      hrefOf={({ id }) => `/finance/payments/${id}`}
      empty={props.empty}
    />
  );
}
