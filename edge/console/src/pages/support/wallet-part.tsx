import { statementSchema } from '@halobuzz/core/api/finance';
import { useState } from 'react';
import { Badge } from '../../kit/badge.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Facts } from '../../kit/facts.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Money } from '../../kit/money.tsx';
import { Time } from '../../kit/time.tsx';
import { useRead } from '../../kit/use-read.ts';

/** What a person owns and what moved, a page at a time. */
export function WalletPart({ accountId }: { readonly accountId: string }) {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const cursor = cursors.at(-1);
  const query = cursor === undefined ? {} : { cursor };
  const read = useRead({ path: `/admin/accounts/${accountId}/statement`, query, schema: statementSchema });
  return (
    <Loaded read={read}>
      {({ balances, frozen, entries, next }) => (
        <>
          <Facts
            items={[
              { label: 'Coins', value: <Money minor={balances.coins} currency="COIN" /> },
              balances.owed !== '0' && { label: 'Owed', value: <Money minor={balances.owed} currency="COIN" /> },
              { label: 'Diamonds', value: <Money minor={balances.diamonds} currency="DIAMOND" /> },
              balances.held !== '0' && { label: 'Held', value: <Money minor={balances.held} currency="DIAMOND" /> },
              frozen && { label: 'Wallet', value: <Badge tone="warning">frozen</Badge> },
            ]}
          />
          <DataTable
            caption="Entries, the newest first"
            empty="Nothing ever moved in this wallet."
            columns={[
              { key: 'at', title: 'When', cell: ({ at }) => <Time iso={at} /> },
              { key: 'type', title: 'What', cell: ({ type }) => type.replaceAll('_', ' ') },
              {
                key: 'amount',
                title: 'Amount',
                align: 'end',
                cell: ({ amount, currency, direction }) => (
                  <Money minor={direction === 'debit' ? `-${amount}` : amount} currency={currency} />
                ),
              },
              {
                key: 'balance',
                title: 'Balance after',
                align: 'end',
                minor: true,
                cell: ({ balance, currency }) =>
                  balance === undefined ? '–' : <Money minor={balance} currency={currency} />,
              },
              { key: 'tx', title: 'Transaction', minor: true, cell: ({ tx }) => <code>{tx.slice(0, 16)}…</code> },
            ]}
            rows={entries.map((entry, at) => ({ ...entry, key: `${entry.tx} ${at}` }))}
            rowKey={({ key }) => key}
          />
          <p className="row no-print">
            {cursors.length === 0 ? null : (
              <button type="button" onClick={() => setCursors((before) => before.slice(0, -1))}>
                Newer
              </button>
            )}
            {next === undefined ? null : (
              <button type="button" onClick={() => setCursors((before) => [...before, next])}>
                Older
              </button>
            )}
          </p>
        </>
      )}
    </Loaded>
  );
}
