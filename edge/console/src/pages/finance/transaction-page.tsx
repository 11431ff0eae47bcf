import { transactionSchema } from '@halobuzz/core/api/finance';
import { useParams } from 'wouter';
import { DataTable } from '../../kit/data-table.tsx';
import { Facts } from '../../kit/facts.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Money } from '../../kit/money.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useRead } from '../../kit/use-read.ts';
import { StateBadge } from './state-badge.tsx';
import { words } from './words.ts';

/** One entry with both its sides and its place in the chain. */
export function TransactionPage() {
  const { tx = '' } = useParams<{ tx: string }>();
  const read = useRead({ path: `/admin/finance/transactions/${tx}`, schema: transactionSchema });
  return (
    <Page title={read.data === undefined ? 'An entry' : words(read.data.type)} lead={<code>{tx}</code>}>
      <Loaded read={read}>
        {(entry) => (
          <div className="stack">
            <Facts
              items={[
                { label: 'State', value: <StateBadge state={entry.status} /> },
                { label: 'Amount', value: <Money minor={entry.amount} currency={entry.currency} /> },
                { label: 'When', value: <Time iso={entry.at} /> },
                { label: 'Stands for', value: entry.orderId },
                { label: 'Reason', value: entry.reason },
                { label: 'Of', value: entry.reference },
                { label: 'Chain', value: `${entry.shard}, entry ${entry.sequence} of epoch ${entry.epoch}` },
                { label: 'Hash', value: <code>{entry.hash}</code> },
              ]}
            />
            <DataTable
              caption="Both sides"
              showCaption
              rows={entry.legs.map((leg, at) => ({ ...leg, key: String(at) }))}
              rowKey={({ key }) => key}
              columns={[
                { key: 'account', title: 'Account', cell: ({ account }) => <code>{account}</code> },
                {
                  key: 'amount',
                  title: 'Amount',
                  align: 'end',
                  cell: ({ amount, currency }) => <Money minor={amount} currency={currency} />,
                },
              ]}
            />
          </div>
        )}
      </Loaded>
    </Page>
  );
}
