import { accountLinksSchema, type EvasionLink } from '@halobuzz/core/api/evasion';
import { useState } from 'react';
import { AccountLink } from '../../kit/account-link.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { useRead } from '../../kit/use-read.ts';
import { LinkDialog } from './link-dialog.tsx';
import { likelihoodInWords, sharedInWords } from './link-words.ts';

const states = { open: 'to be looked at', confirmed: 'one person', dismissed: 'two people' } as const;

/** On a person's page: accounts that may be of the same person, decided ones too. */
export function LinksPart({ accountId }: { readonly accountId: string }) {
  const read = useRead({ path: `/admin/accounts/${accountId}/links`, schema: accountLinksSchema });
  const [open, setOpen] = useState<EvasionLink>();
  const other = (link: EvasionLink) =>
    link.accountId === accountId
      ? { id: link.bannedId, handle: link.bannedHandle }
      : { id: link.accountId, handle: link.handle };
  return (
    <section className="card stack" aria-labelledby="part-links">
      <h2 id="part-links">Linked accounts</h2>
      <Loaded read={read}>
        {({ items }) => (
          <DataTable
            caption="Accounts that may be of the same person"
            empty="None shares a device or a network with this account."
            columns={[
              { key: 'strength', title: 'Likelihood', cell: likelihoodInWords },
              { key: 'other', title: 'Account', cell: (link) => <AccountLink {...other(link)} /> },
              { key: 'shared', title: 'Both share', cell: ({ shared }) => shared.map(sharedInWords).join('; ') },
              {
                key: 'state',
                title: 'State',
                cell: ({ state, note }) => (note ? `${states[state]}: ${note}` : states[state]),
              },
            ]}
            rows={items}
            rowKey={({ id }) => id}
            onOpen={(link) => {
              if (link.state === 'open') setOpen(link);
            }}
          />
        )}
      </Loaded>
      {open === undefined ? null : (
        <LinkDialog
          link={open}
          onClose={() => setOpen(undefined)}
          onDone={() => {
            setOpen(undefined);
            read.refresh();
          }}
        />
      )}
    </section>
  );
}
