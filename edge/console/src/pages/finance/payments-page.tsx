import { paymentStatuses } from '@halobuzz/core/payments/payment';
import { paymentProviders } from '@halobuzz/core/payments/provider-facts';
import { Filters, SelectFilter, TextFilter } from '../../kit/filters.tsx';
import { Page } from '../../kit/page.tsx';
import { useFilters } from '../../kit/use-filters.ts';
import { PaymentTable } from './payment-table.tsx';
import { optionsOf } from './words.ts';

/** Every purchase, by its state, provider, buyer, day, amount or either id. */
export function PaymentsPage() {
  const filters = useFilters({ status: '', provider: '', find: '', person: '', amount: '', from: '', to: '' });
  return (
    <Page
      title="Payments"
      lead="Purchases of coins, newest first. Buyers are shown by the end of their id in the ledger."
    >
      <Filters label="Payments" filters={filters}>
        <SelectFilter label="State" name="status" filters={filters} options={optionsOf(paymentStatuses)} />
        <SelectFilter label="Provider" name="provider" filters={filters} options={optionsOf(paymentProviders)} />
        <TextFilter label="Id, ours or the provider’s" name="find" filters={filters} />
        <TextFilter label="Buyer’s account id" name="person" filters={filters} />
        <TextFilter label="Amount, minor units" name="amount" hint="499 is 4.99" filters={filters} />
        <TextFilter label="From" name="from" type="date" filters={filters} />
        <TextFilter label="To" name="to" type="date" filters={filters} />
      </Filters>
      <PaymentTable
        caption="Payments, the newest first"
        query={filters.query}
        person={filters.query.person}
        empty="No such payment."
      />
    </Page>
  );
}
