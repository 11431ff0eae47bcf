import { type ApprovalView, approvalSchema } from '@halobuzz/core/api/finance';
import type { Query } from '../../api/query-of.ts';
import { AccountLink } from '../../kit/account-link.tsx';
import { Badge } from '../../kit/badge.tsx';
import type { Column } from '../../kit/data-table.tsx';
import { ListTable } from '../../kit/list-table.tsx';
import { Money } from '../../kit/money.tsx';
import { Time } from '../../kit/time.tsx';
import { usePageList } from '../../kit/use-page-list.ts';
import { StateBadge } from './state-badge.tsx';
import { approvalKindNames } from './words.ts';

const columns: readonly Column<ApprovalView>[] = [
  { key: 'kind', title: 'What', cell: ({ kind }) => approvalKindNames[kind] },
  { key: 'amount', title: 'How much', align: 'end', cell: (request) => <RequestAmount request={request} /> },
  { key: 'reason', title: 'Why', cell: ({ reason }) => reason },
  { key: 'by', title: 'Asked by', minor: true, cell: ({ requestedBy }) => <AccountLink id={requestedBy} /> },
  { key: 'at', title: 'When', minor: true, cell: ({ requestedAt }) => <Time iso={requestedAt} /> },
  {
    key: 'state',
    title: 'State',
    cell: ({ status, execution, approvals, needed, decidable }) => (
      <span className="row tight">
        <StateBadge state={execution === 'none' ? status : execution} />
        {status === 'open' ? `${approvals.length}/${needed}` : null}
        {status === 'open' && decidable === 'own' ? <Badge tone="plain">yours</Badge> : null}
      </span>
    ),
  },
];

/** What it moves; a request that moves nothing by itself says what it is about. */
export function RequestAmount({ request }: { readonly request: ApprovalView }) {
  const { kind, amount, currency, target } = request;
  if (kind === 'payout_rate') return <code>{target}</code>;
  return kind === 'wallet_unfreeze' ? '–' : <Money minor={amount} currency={currency} />;
}

/** Requests that somebody else decides; each leads to its page. */
export function ApprovalTable(props: { readonly caption: string; readonly query: Query; readonly empty: string }) {
  const list = usePageList('approvals', '/admin/finance/approvals', props.query, approvalSchema);
  return (
    <ListTable
      list={list}
      caption={props.caption}
      columns={columns}
      rowKey={({ id }) => id}
      hrefOf={({ id }) => `/finance/approvals/${id}`}
      empty={props.empty}
    />
  );
}
