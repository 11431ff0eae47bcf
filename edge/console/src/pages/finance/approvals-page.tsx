import { approvalKinds, approvalRequestedSchema, approvalStatuses } from '@halobuzz/core/api/finance';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { call } from '../../api/call.ts';
import { ActDialog, type ActField } from '../../kit/act-dialog.tsx';
import { Filters, SelectFilter } from '../../kit/filters.tsx';
import { Page } from '../../kit/page.tsx';
import { useFilters } from '../../kit/use-filters.ts';
import { useCan } from '../../session/use-me.ts';
import { ApprovalTable } from './approval-table.tsx';
import { approvalKindNames, optionsOf } from './words.ts';

const kinds = [
  { value: '', label: 'Any' },
  ...approvalKinds.map((kind) => ({ value: kind, label: approvalKindNames[kind] })),
];
const whose = [
  { value: '', label: 'Everybody’s' },
  { value: 'others', label: 'Others’, for me to decide' },
  { value: 'me', label: 'Mine' },
];

/** What moves money and waits for a second person, and asking for it. */
export function ApprovalsPage() {
  const filters = useFilters({ status: 'open', kind: '', by: '', order: 'oldest' });
  const mayAsk = useCan('request_adjustment');
  const [asking, setAsking] = useState<'adjustment' | 'reversal'>();
  return (
    <Page
      title="Approvals"
      lead="Nothing here moves before another person than its author approved it."
      actions={
        mayAsk ? (
          <>
            <button type="button" onClick={() => setAsking('adjustment')}>
              Adjust a wallet…
            </button>
            <button type="button" onClick={() => setAsking('reversal')}>
              Undo a gift…
            </button>
          </>
        ) : undefined
      }
    >
      <Filters label="Requests" filters={filters}>
        <SelectFilter label="State" name="status" filters={filters} options={optionsOf(approvalStatuses, undefined)} />
        <SelectFilter label="What" name="kind" filters={filters} options={kinds} />
        <SelectFilter label="Whose" name="by" filters={filters} options={whose} />
        <SelectFilter
          label="Order"
          name="order"
          filters={filters}
          options={optionsOf(['oldest', 'newest'], undefined)}
        />
      </Filters>
      <ApprovalTable caption="Requests" query={filters.query} empty="No request of that kind." />
      {asking === undefined ? null : <AskDialog what={asking} onClose={() => setAsking(undefined)} />}
    </Page>
  );
}

const adjustmentFields: readonly ActField[] = [
  { name: 'accountId', label: 'Account id', hint: 'As the person’s page shows it.' },
  {
    name: 'direction',
    label: 'Direction',
    kind: 'select',
    initial: 'credit',
    options: [
      { value: 'credit', label: 'Give coins' },
      { value: 'debit', label: 'Take coins' },
    ],
  },
  { name: 'coins', label: 'Coins' },
];
const reversalFields: readonly ActField[] = [
  { name: 'tx', label: 'Transaction of the gift' },
  { name: 'force', label: 'Also when its diamonds were paid out (two people approve)', kind: 'check' },
];

function AskDialog({ what, onClose }: { readonly what: 'adjustment' | 'reversal'; readonly onClose: () => void }) {
  const [, go] = useLocation();
  const isAdjustment = what === 'adjustment';
  return (
    <ActDialog
      title={isAdjustment ? 'Adjust a wallet' : 'Undo a gift'}
      lead={<p>Somebody else has to approve it.</p>}
      fields={isAdjustment ? adjustmentFields : reversalFields}
      confirm="Ask for it"
      onSubmit={({ values, reason, idempotencyKey }) =>
        call({
          method: 'POST',
          path: `/admin/finance/${isAdjustment ? 'adjustments' : 'gift-reversals'}`,
          body: isAdjustment ? { ...values, reason } : { tx: values.tx, force: values.force === 'true', reason },
          idempotencyKey,
          schema: approvalRequestedSchema,
        })
      }
      onDone={({ approval }) => go(`/finance/approvals/${approval.id}`)}
      onClose={onClose}
    />
  );
}
