import { disputeOutcomes } from '@halobuzz/core/api/finance-payments';
import { Filters, SelectFilter, TextFilter } from '../../kit/filters.tsx';
import { Page } from '../../kit/page.tsx';
import { useFilters } from '../../kit/use-filters.ts';
import { PaymentTable } from './payment-table.tsx';
import { optionsOf } from './words.ts';

/** Payments that a bank disputes. Evidence, its day and notes stand on the payment's page. */
export function DisputesPage() {
  const filters = useFilters({ dispute: 'open', from: '', to: '' });
  return (
    <Page
      title="Disputes"
      lead="Payments that a bank took back until it decides. Open one to answer it and to write down what was sent."
    >
      <Filters label="Disputes" filters={filters}>
        <SelectFilter
          label="Outcome"
          name="dispute"
          filters={filters}
          options={optionsOf(disputeOutcomes, undefined)}
        />
        <TextFilter label="Paid from" name="from" type="date" filters={filters} />
        <TextFilter label="Paid to" name="to" type="date" filters={filters} />
      </Filters>
      <PaymentTable caption="Disputed payments" query={filters.query} empty="No dispute of that kind." />
    </Page>
  );
}
