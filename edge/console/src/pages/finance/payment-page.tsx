import { approvalRequestedSchema } from '@halobuzz/core/api/finance';
import { type StaffPaymentDetail, staffPaymentDetailSchema } from '@halobuzz/core/api/finance-payments';
import { useState } from 'react';
import { Link, useLocation, useParams } from 'wouter';
import { call } from '../../api/call.ts';
import { AccountLink } from '../../kit/account-link.tsx';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Facts } from '../../kit/facts.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Money } from '../../kit/money.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useRead } from '../../kit/use-read.ts';
import { useCan } from '../../session/use-me.ts';
import { DisputePart } from './dispute-part.tsx';
import { StateBadge } from './state-badge.tsx';
import { words } from './words.ts';

/** One payment: what the provider told, what the ledger did, what staff asked and wrote down. */
export function PaymentPage() {
  const { id = '' } = useParams<{ id: string }>();
  const read = useRead({ path: `/admin/finance/payments/${id}`, schema: staffPaymentDetailSchema });
  const [refunding, setRefunding] = useState(false);
  const [, go] = useLocation();
  const mayRefund = useCan('refund_payment') && read.data !== undefined && read.data.payment.refundable !== '0';
  return (
    <Page
      title="A payment"
      lead={<code>{id}</code>}
      actions={
        mayRefund ? (
          <button type="button" onClick={() => setRefunding(true)}>
            Ask for a refund…
          </button>
        ) : undefined
      }
    >
      <Loaded read={read}>{(detail) => <Detail detail={detail} refresh={read.refresh} />}</Loaded>
      {refunding ? (
        <ActDialog
          title="Ask for a refund"
          lead={<p>Somebody else has to approve it. Coins are taken back when the provider has sent the money.</p>}
          fields={[{ name: 'amount', label: 'Amount, minor units', required: false, hint: 'Empty: all that is left.' }]}
          confirm="Ask for it"
          onSubmit={({ values: { amount = '' }, reason, idempotencyKey }) =>
            call({
              method: 'POST',
              path: '/admin/finance/refunds',
              body: { paymentId: id, reason, ...(amount === '' ? {} : { amount }) },
              idempotencyKey,
              schema: approvalRequestedSchema,
            })
          }
          onDone={({ approval }) => go(`/finance/approvals/${approval.id}`)}
          onClose={() => setRefunding(false)}
        />
      ) : null}
    </Page>
  );
}

function Detail({ detail, refresh }: { readonly detail: StaffPaymentDetail; readonly refresh: () => void }) {
  const { payment, disputes, acts, refundRequests, refunds } = detail;
  const { currency } = payment;
  return (
    <div className="stack">
      <Facts
        items={[
          { label: 'State', value: <StateBadge state={payment.status} /> },
          { label: 'Amount', value: <Money minor={payment.amount} currency={currency} /> },
          { label: 'Coins', value: <Money minor={payment.coins} currency="COIN" /> },
          { label: 'Package', value: `${payment.packageId}, version ${payment.packageVersion}` },
          { label: 'Provider', value: payment.provider },
          { label: 'Its number', value: payment.externalId === '' ? undefined : <code>{payment.externalId}</code> },
          { label: 'Buyer', value: <code>{payment.person}</code> },
          { label: 'Can be refunded', value: <Money minor={payment.refundable} currency={currency} /> },
          { label: 'Made', value: <Time iso={payment.createdAt} /> },
          { label: 'Changed', value: <Time iso={payment.updatedAt} /> },
          payment.flags.length > 0 && { label: 'Does not fit', value: payment.flags.map(words).join(', ') },
          payment.trouble !== '' && { label: 'Failed so far', value: `${payment.trouble}, ${payment.tries} times` },
        ]}
      />
      {disputes.map((dispute) => (
        <DisputePart key={dispute.id} paymentId={payment.id} currency={currency} dispute={dispute} refresh={refresh} />
      ))}
      <h2>In the ledger</h2>
      <DataTable
        caption="Entries of this payment"
        empty="No entry yet."
        rows={acts}
        rowKey={({ orderId }) => orderId}
        hrefOf={({ tx }) => `/finance/transactions/${tx}`}
        columns={[
          { key: 'kind', title: 'What', cell: ({ kind }) => words(kind) },
          { key: 'coins', title: 'Coins', align: 'end', cell: ({ coins }) => <Money minor={coins} currency="COIN" /> },
          { key: 'fiat', title: 'Money', align: 'end', cell: ({ fiat }) => <Money minor={fiat} currency={currency} /> },
          { key: 'done', title: 'Committed', cell: ({ committed }) => (committed ? 'yes' : 'not yet') },
        ]}
      />
      <h2>Refunds</h2>
      <DataTable
        caption="Refunds that staff asked the provider for"
        empty={refunds.length === 0 ? 'None.' : `${refunds.length} were told by the provider, none was asked for here.`}
        rows={refundRequests}
        rowKey={({ key }) => key}
        columns={[
          { key: 'at', title: 'When', cell: ({ at }) => <Time iso={at} /> },
          {
            key: 'amount',
            title: 'How much',
            align: 'end',
            cell: (one) => <Money minor={one.amount} currency={currency} />,
          },
          { key: 'state', title: 'State', cell: ({ state }) => <StateBadge state={state} /> },
          { key: 'by', title: 'Asked by', cell: ({ by }) => <AccountLink id={by} /> },
          { key: 'reason', title: 'Why', cell: ({ reason }) => reason },
        ]}
      />
      <p className="no-print">
        <Link href={`/finance/transactions?order=${payment.id}`}>Its purchase among the entries</Link>
      </p>
    </div>
  );
}
