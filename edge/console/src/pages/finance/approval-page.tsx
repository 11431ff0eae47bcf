import { type ApprovalView, oneApprovalSchema } from '@halobuzz/core/api/finance';
import { Link, useParams } from 'wouter';
import { AccountLink } from '../../kit/account-link.tsx';
import { Facts } from '../../kit/facts.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useRead } from '../../kit/use-read.ts';
import { useCan } from '../../session/use-me.ts';
import { RequestAmount } from './approval-table.tsx';
import { DecisionPart } from './decision-part.tsx';
import { StateBadge } from './state-badge.tsx';
import { approvalKindNames } from './words.ts';

/** One request: what it would move, who asked, who agreed, what became of it. */
export function ApprovalPage() {
  const { id = '' } = useParams<{ id: string }>();
  const path = `/admin/finance/approvals/${id}`;
  const read = useRead({ path, schema: oneApprovalSchema });
  const mayDecide = useCan('approve_adjustment');
  const title = read.data === undefined ? 'A request' : approvalKindNames[read.data.approval.kind];
  return (
    <Page title={title} lead={<code>{id}</code>}>
      <Loaded read={read}>
        {({ approval }) => (
          <div className="stack">
            <RequestFacts request={approval} />
            <DecisionPart
              path={path}
              document={approval}
              schema={oneApprovalSchema}
              mayDecide={mayDecide}
              waits={approval.status === 'open'}
              lead={
                <p>
                  {title}: <RequestAmount request={approval} />
                  {approval.needed > approval.approvals.length + 1 ? ' Another person has to agree as well.' : ''}
                </p>
              }
              refresh={read.refresh}
            />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function RequestFacts({ request }: { readonly request: ApprovalView }) {
  const { status, execution, person, target, force, reason, requestedBy, requestedAt, expiresAt, tx, outcome } =
    request;
  return (
    <Facts
      items={[
        { label: 'State', value: <StateBadge state={execution === 'none' ? status : execution} /> },
        { label: 'How much', value: <RequestAmount request={request} /> },
        { label: 'Whose wallet', value: person === '' ? undefined : <code>{person}</code> },
        { label: 'About', value: <Target request={request} /> },
        target !== '' && force && { label: 'Forced', value: 'also where the usual rule forbids it' },
        { label: 'Why', value: reason },
        { label: 'Asked by', value: <AccountLink id={requestedBy} /> },
        { label: 'Asked', value: <Time iso={requestedAt} /> },
        status === 'open' && { label: 'Over at', value: <Time iso={expiresAt} /> },
        tx !== undefined && {
          label: 'Entry',
          value: <Link href={`/finance/transactions/${tx}`}>{tx.slice(0, 16)}…</Link>,
        },
        { label: 'Not carried out', value: outcome },
      ]}
    />
  );
}

function Target({ request: { kind, target } }: { readonly request: ApprovalView }) {
  if (target === '') return '–';
  if (kind === 'refund') return <Link href={`/finance/payments/${target}`}>{target}</Link>;
  if (kind === 'gift_reversal') return <Link href={`/finance/transactions/${target}`}>{target.slice(0, 16)}…</Link>;
  return <code>{target}</code>;
}
