import { payoutRateListSchema, payoutRateRequestedSchema } from '@halobuzz/core/api/finance-work';
import { payoutCurrencies } from '@halobuzz/core/payouts/rates';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { call } from '../../api/call.ts';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { Badge } from '../../kit/badge.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useRead } from '../../kit/use-read.ts';
import { useCan } from '../../session/use-me.ts';

/** What a diamond is worth, with every version that ever held. */
export function RatesPage() {
  const read = useRead({ path: '/admin/finance/payout-rates', schema: payoutRateListSchema });
  const mayAsk = useCan('request_adjustment');
  const [asking, setAsking] = useState(false);
  const [, go] = useLocation();
  const items = read.data?.items ?? [];
  const newestOf = (currency: string) => items.find((rate) => rate.currency === currency)?.version ?? 0;
  return (
    <Page
      title="Payout rates"
      lead="A new version holds for payouts that are asked for after its approval; the others keep theirs."
      actions={
        mayAsk && read.data !== undefined ? (
          <button type="button" onClick={() => setAsking(true)}>
            Ask for a new rate…
          </button>
        ) : undefined
      }
    >
      <Loaded read={read}>
        {(data) => (
          <DataTable
            caption="Payout rates"
            rows={data.items}
            rowKey={({ currency, version }) => `${currency} ${version}`}
            columns={[
              { key: 'currency', title: 'Currency', cell: ({ currency }) => currency },
              { key: 'version', title: 'Version', align: 'end', cell: ({ version }) => version },
              {
                key: 'rate',
                title: 'Rate',
                cell: ({ numerator, denominator }) => `${numerator} minor units for ${denominator} diamonds`,
              },
              { key: 'since', title: 'Since', cell: ({ since }) => <Time iso={since} /> },
              { key: 'by', title: 'By', minor: true, cell: ({ by }) => <code>{by}</code> },
              {
                key: 'current',
                title: 'Now',
                cell: ({ current }) => (current ? <Badge tone="success">in force</Badge> : 'earlier'),
              },
            ]}
          />
        )}
      </Loaded>
      {asking ? (
        <ActDialog
          title="Ask for a new rate"
          lead={<p>Somebody else has to approve it.</p>}
          fields={[
            {
              name: 'currency',
              label: 'Currency',
              kind: 'select',
              initial: payoutCurrencies[0],
              options: payoutCurrencies.map((value) => ({ value, label: value })),
            },
            { name: 'numerator', label: 'So many minor units' },
            { name: 'denominator', label: 'for so many diamonds' },
          ]}
          confirm="Ask for it"
          onSubmit={({ values, reason, idempotencyKey }) =>
            call({
              method: 'POST',
              path: '/admin/finance/payout-rates',
              body: { ...values, after: newestOf(values.currency ?? ''), reason },
              idempotencyKey,
              schema: payoutRateRequestedSchema,
            })
          }
          onDone={({ approval }) => go(`/finance/approvals/${approval.id}`)}
          onReload={() => {
            setAsking(false);
            read.refresh();
          }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </Page>
  );
}
