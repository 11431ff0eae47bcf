import { refundRequestStates } from '@halobuzz/core/api/finance-payments';
import { Filters, SelectFilter } from '../../kit/filters.tsx';
import { Page } from '../../kit/page.tsx';
import { useFilters } from '../../kit/use-filters.ts';
import { ApprovalTable } from './approval-table.tsx';
import { PaymentTable } from './payment-table.tsx';
import { optionsOf } from './words.ts';

/** Refunds on their way: those that wait for a second person, and what the provider made of the others. */
export function RefundsPage() {
  const filters = useFilters({ refund: 'requested' });
  return (
    <Page
      title="Refunds"
      lead="A refund is asked for on a payment’s page, approved by somebody else, and sent to the provider."
    >
      <h2>To be approved</h2>
      <ApprovalTable
        caption="Refunds that wait for a second person"
        query={{ kind: 'refund', status: 'open' }}
        empty="No refund waits."
      />
      <h2>At the provider</h2>
      <Filters label="Refunds at the provider" filters={filters}>
        <SelectFilter
          label="State"
          name="refund"
          filters={filters}
          options={optionsOf(refundRequestStates, undefined)}
        />
      </Filters>
      <PaymentTable caption="Payments with such a refund" query={filters.query} empty="No refund in that state." />
    </Page>
  );
}
