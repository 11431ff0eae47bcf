import { type EvasionLink, evasionLinkSchema } from '@halobuzz/core/api/evasion';
import { useState } from 'react';
import { AccountLink } from '../../kit/account-link.tsx';
import { Badge } from '../../kit/badge.tsx';
import { Filters, SelectFilter } from '../../kit/filters.tsx';
import { ListTable } from '../../kit/list-table.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useFilters } from '../../kit/use-filters.ts';
import { usePageList } from '../../kit/use-page-list.ts';
import { LinkDialog } from './link-dialog.tsx';
import { likelihoodInWords, sharedInWords } from './link-words.ts';

/** Accounts that may be of somebody who was banned, the likeliest first. */
export function LinksPage() {
  const filters = useFilters({ state: 'open' });
  const list = usePageList('evasion-links', '/admin/evasion/links', filters.query, evasionLinkSchema);
  const [open, setOpen] = useState<EvasionLink>();
  return (
    <Page
      title="Linked accounts"
      lead="Accounts that share something with a banned one. Standing here does nothing to them."
    >
      <Filters label="Which links" filters={filters}>
        <SelectFilter
          label="State"
          name="state"
          filters={filters}
          options={[
            { value: 'open', label: 'to be looked at' },
            { value: 'confirmed', label: 'one person' },
            { value: 'dismissed', label: 'two people' },
          ]}
        />
      </Filters>
      <ListTable
        list={list}
        caption="Accounts linked to banned ones, the likeliest first"
        empty="No link waits."
        columns={[
          {
            key: 'strength',
            title: 'Likelihood',
            cell: (link) => <Badge tone={link.strong ? 'warning' : 'plain'}>{likelihoodInWords(link)}</Badge>,
          },
          {
            key: 'who',
            title: 'Account',
            cell: ({ accountId, handle }) => <AccountLink id={accountId} handle={handle} />,
          },
          {
            key: 'banned',
            title: 'Banned',
            cell: ({ bannedId, bannedHandle }) => <AccountLink id={bannedId} handle={bannedHandle} />,
          },
          {
            key: 'shared',
            title: 'Both share',
            minor: true,
            cell: ({ shared }) => shared.map(sharedInWords).join('; '),
          },
          { key: 'at', title: 'Since', minor: true, cell: ({ at }) => <Time iso={at} /> },
        ]}
        rowKey={({ id }) => id}
        {...(filters.values.state === 'open' ? { onOpen: setOpen } : {})}
      />
      {open === undefined ? null : (
        <LinkDialog
          link={open}
          onClose={() => setOpen(undefined)}
          onDone={() => {
            setOpen(undefined);
            list.refresh();
          }}
        />
      )}
    </Page>
  );
}
