import { platformAccountsSchema } from '@halobuzz/core/api/finance';
import { type LedgerState, ledgerStateSchema, quarantineEntrySchema } from '@halobuzz/core/api/finance-ledger';
import { DataTable } from '../../kit/data-table.tsx';
import { Facts } from '../../kit/facts.tsx';
import { ListTable } from '../../kit/list-table.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Money } from '../../kit/money.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { usePageList } from '../../kit/use-page-list.ts';
import { useRead } from '../../kit/use-read.ts';
import { StateBadge } from './state-badge.tsx';

const everyMs = 5_000;

/** Whether the books are whole and up to date: checkpoint, verification, 64 chains, platform accounts, quarantine. */
export function LedgerPage() {
  const read = useRead({ path: '/admin/finance/ledger', schema: ledgerStateSchema, everyMs });
  const accounts = useRead({ path: '/admin/finance/accounts', schema: platformAccountsSchema });
  return (
    <Page title="Ledger" lead="Looks again by itself every five seconds.">
      <Loaded read={read}>
        {(state) => (
          <div className="stack">
            <Proof state={state} />
            <Chains shards={state.shards} />
          </div>
        )}
      </Loaded>
      <h2>The platform’s own accounts</h2>
      <Loaded read={accounts}>
        {({ accounts: rows }) => (
          <DataTable
            caption="Balances of the platform’s own accounts"
            rows={rows}
            rowKey={({ account, currency }) => `${account} ${currency}`}
            columns={[
              { key: 'account', title: 'Account', cell: ({ account }) => account },
              {
                key: 'balance',
                title: 'Balance',
                align: 'end',
                cell: ({ balance, currency }) => <Money minor={balance} currency={currency} />,
              },
            ]}
          />
        )}
      </Loaded>
      <Quarantine />
    </Page>
  );
}

function Proof({ state }: { readonly state: LedgerState }) {
  const { checkpoint, verification, uncommitted, unprojected } = state;
  return (
    <>
      {verification?.sound === false ? (
        <Notice tone="error" title="The ledger is not sound">
          {verification.problems.join('; ')}
        </Notice>
      ) : null}
      {checkpoint?.holds === 'no' ? (
        <Notice tone="error">The newest checkpoint does not carry a valid signature.</Notice>
      ) : null}
      <Facts
        items={[
          { label: 'Accepted, not yet committed', value: uncommitted },
          { label: 'Committed, not yet shown', value: unprojected },
          {
            label: 'Newest checkpoint',
            value: checkpoint === undefined ? 'none' : <Time iso={checkpoint.at} ago />,
          },
          checkpoint !== undefined && { label: 'Its signature', value: <StateBadge state={checkpoint.holds} /> },
          checkpoint !== undefined && { label: 'Its key', value: <code>{checkpoint.keyId}</code> },
          {
            label: 'Last verification',
            value: verification === undefined ? 'never' : <Time iso={verification.at} ago />,
          },
          verification !== undefined && {
            label: 'It found',
            value: `${verification.sound ? 'sound' : 'NOT sound'}: ${verification.entries} entries, ${verification.legs} legs${verification.scope === 'whole' ? '' : ', since a checkpoint'}`,
          },
          { label: 'In quarantine', value: state.quarantined },
        ]}
      />
    </>
  );
}

type Shard = LedgerState['shards'][number];
const lagOf = ({ accepted, committed }: Shard): bigint | undefined =>
  accepted === undefined ? undefined : BigInt(accepted) - BigInt(committed);

function Chains({ shards }: { readonly shards: readonly Shard[] }) {
  return (
    <details>
      <summary>
        {shards.length} chains, {shards.filter(({ state }) => state === 'open').length} open
      </summary>
      <DataTable
        caption="Chains of the ledger"
        rows={shards}
        rowKey={({ shard }) => String(shard)}
        columns={[
          { key: 'shard', title: 'Chain', align: 'end', cell: ({ shard }) => shard },
          {
            key: 'state',
            title: 'State',
            cell: ({ state, reason }) => (reason === undefined ? state : `${state}: ${reason}`),
          },
          { key: 'committed', title: 'Committed', align: 'end', cell: ({ committed }) => committed },
          { key: 'lag', title: 'Behind', align: 'end', cell: (shard) => lagOf(shard)?.toString() ?? 'not reached' },
          { key: 'projected', title: 'Shown', align: 'end', minor: true, cell: ({ projected }) => projected },
          { key: 'at', title: 'Changed', minor: true, cell: ({ updatedAt }) => <Time iso={updatedAt} /> },
        ]}
      />
    </details>
  );
}

function Quarantine() {
  const list = usePageList('quarantine', '/admin/finance/ledger/quarantine', {}, quarantineEntrySchema);
  return (
    <>
      <h2>Quarantine</h2>
      <p className="muted">
        Entries that wallets took and that could not be posted in the way they were asked. What a wallet moved stands in
        suspense: find out what was meant, then ask for an adjustment, which another person approves.
      </p>
      <ListTable
        list={list}
        caption="Entries in quarantine"
        rowKey={({ tx }) => tx}
        empty="Nothing is in quarantine."
        columns={[
          { key: 'tx', title: 'Entry', cell: ({ tx }) => tx },
          { key: 'reason', title: 'Why', cell: ({ reason }) => reason },
          {
            key: 'change',
            title: 'Coins moved',
            align: 'end',
            cell: ({ change }) => <Money minor={change} currency="COIN" />,
          },
          { key: 'person', title: 'Wallet', minor: true, cell: ({ person }) => <code>{person}</code> },
          { key: 'at', title: 'When', cell: ({ at }) => <Time iso={at} /> },
        ]}
      />
    </>
  );
}
