import { approvalRequestedSchema, walletFrozenSchema } from '@halobuzz/core/api/finance';
import { frozenWalletSchema } from '@halobuzz/core/api/finance-ledger';
import { accountIdSchema } from '@halobuzz/core/protocol/messages/fields';
import { type FormEvent, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { call } from '../../api/call.ts';
import { AccountLink } from '../../kit/account-link.tsx';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { TextField } from '../../kit/fields.tsx';
import { ListTable } from '../../kit/list-table.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { usePageList } from '../../kit/use-page-list.ts';
import { useCan } from '../../session/use-me.ts';

/** Wallets that are stopped; stopping one at once, asking for one to be freed, and the way to a statement. */
export function WalletsPage() {
  const list = usePageList('freezes', '/admin/finance/freezes', {}, frozenWalletSchema);
  const mayFreeze = useCan('freeze_wallet');
  const [act, setAct] = useState<'freeze' | 'unfreeze'>();
  return (
    <Page
      title="Wallets"
      lead="Stopping a wallet takes one person and holds at once. Freeing it takes two."
      actions={
        mayFreeze ? (
          <>
            <button type="button" className="danger" onClick={() => setAct('freeze')}>
              Freeze a wallet…
            </button>
            <button type="button" onClick={() => setAct('unfreeze')}>
              Ask to free one…
            </button>
          </>
        ) : undefined
      }
    >
      <StatementOf />
      <h2>Frozen wallets</h2>
      <ListTable
        list={list}
        caption="Frozen wallets, the last changed first"
        rowKey={({ person, updatedAt }) => `${person} ${updatedAt}`}
        empty="No wallet is frozen."
        columns={[
          { key: 'person', title: 'Wallet', cell: ({ person }) => <code>{person}</code> },
          {
            key: 'why',
            title: 'Stopped by',
            cell: ({ freezes }) => (
              <ul>
                {freezes.map(({ source, by, reason, at }) => (
                  <li key={source}>
                    <AccountLink id={by} />, <Time iso={at} />: {reason}
                  </li>
                ))}
              </ul>
            ),
          },
          { key: 'at', title: 'Changed', minor: true, cell: ({ updatedAt }) => <Time iso={updatedAt} /> },
        ]}
      />
      {act === undefined ? null : (
        <WalletAct
          act={act}
          onClose={() => setAct(undefined)}
          onDone={() => {
            setAct(undefined);
            list.refresh();
          }}
        />
      )}
    </Page>
  );
}

function WalletAct(props: {
  readonly act: 'freeze' | 'unfreeze';
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const [, go] = useLocation();
  const isFreeze = props.act === 'freeze';
  const fields = [{ name: 'accountId', label: 'Account id', hint: 'As the person’s page shows it.' }];
  return (
    <ActDialog
      title={isFreeze ? 'Freeze a wallet' : 'Ask to free a wallet'}
      lead={<p>{isFreeze ? 'Nothing is spent from it from now on.' : 'Somebody else has to approve it.'}</p>}
      danger={isFreeze}
      fields={fields}
      confirm={isFreeze ? 'Freeze' : 'Ask for it'}
      onSubmit={async ({ values: { accountId = '' }, reason, idempotencyKey }) => {
        const request = {
          method: 'POST',
          path: `/admin/finance/wallets/${encodeURIComponent(accountId.trim())}/${props.act}`,
          body: { reason },
          idempotencyKey,
        } as const;
        if (!isFreeze) return (await call({ ...request, schema: approvalRequestedSchema })).approval.id;
        await call({ ...request, schema: walletFrozenSchema });
        return undefined;
      }}
      onDone={(approval) => (approval === undefined ? props.onDone() : go(`/finance/approvals/${approval}`))}
      onClose={props.onClose}
    />
  );
}

/** A statement is private: it stands on its owner's page, behind a reason. */
function StatementOf() {
  const [id, setId] = useState('');
  const [wrong, setWrong] = useState(false);
  const [, go] = useLocation();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const known = accountIdSchema.safeParse(id.trim()).success;
    setWrong(!known);
    if (known) go(`/accounts/${id.trim()}`);
  };
  return (
    <form className="row no-print" onSubmit={submit}>
      <TextField
        label="Wallet and statement of the account"
        value={id}
        onChange={setId}
        error={wrong ? 'must be the id of an account' : undefined}
      />
      <button type="submit">Open</button>
      <Link href="/finance/exports">Take a statement out in a file</Link>
    </form>
  );
}
