import { type StaffSanction, staffSanctionSchema } from '@halobuzz/core/api/account-sanctions';
import { type SanctionView, sanctionSchema } from '@halobuzz/core/api/moderation';
import { decisionReasons } from '@halobuzz/core/moderation/reason-codes';
import { type ComponentType, useState } from 'react';
import type { Column } from '../../kit/data-table.tsx';
import { Filters, SelectFilter } from '../../kit/filters.tsx';
import { ListTable } from '../../kit/list-table.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useFilters } from '../../kit/use-filters.ts';
import { type PageList, usePageList } from '../../kit/use-page-list.ts';
import { AccountAppealDialog } from './account-appeal-dialog.tsx';
import { RoomAppealDialog } from './room-appeal-dialog.tsx';
import { kindWords } from './sanction-words.ts';

/** Open appeals, the one that waits longest first: against decisions about accounts, or against mutes and bans in rooms. */
export function AppealsPage() {
  const filters = useFilters({ against: 'accounts' });
  const ofAccounts = filters.values.against === 'accounts';
  return (
    <Page title="Appeals" lead="Decided by somebody who had no part in what is appealed against.">
      <Filters label="Which appeals" filters={filters}>
        <SelectFilter
          label="Against"
          name="against"
          filters={filters}
          options={[
            { value: 'accounts', label: 'decisions about accounts' },
            { value: 'rooms', label: 'mutes and bans in rooms' },
          ]}
        />
      </Filters>
      {ofAccounts ? <AccountAppeals /> : <RoomAppeals />}
    </Page>
  );
}

function AccountAppeals() {
  return (
    <AppealTable
      list={usePageList('account-appeals', '/admin/account-appeals', {}, staffSanctionSchema)}
      caption="Open appeals against decisions about accounts, the oldest first"
      why={{ key: 'rule', title: 'Rule', minor: true, cell: ({ reason }) => decisionReasons[reason].paragraph }}
      dialog={AccountAppealDialog}
    />
  );
}

function RoomAppeals() {
  return (
    <AppealTable
      list={usePageList('room-appeals', '/admin/appeals', {}, sanctionSchema)}
      caption="Open appeals against mutes and bans in rooms, the oldest first"
      why={{ key: 'reason', title: 'Reason', minor: true, cell: ({ reason }) => reason }}
      dialog={RoomAppealDialog}
    />
  );
}

/** Appeals of either kind: what they have in common, `why` it was decided, and the dialog that decides them. */
function AppealTable<T extends StaffSanction | SanctionView>(props: {
  readonly list: PageList<T>;
  readonly caption: string;
  readonly why: Column<T>;
  readonly dialog: ComponentType<{
    readonly sanction: T;
    readonly onClose: () => void;
    readonly onDone: () => void;
  }>;
}) {
  const { list, caption, why, dialog: Dialog } = props;
  const [open, setOpen] = useState<T>();
  return (
    <>
      <ListTable
        list={list}
        caption={caption}
        empty="No appeal waits."
        columns={[
          { key: 'kind', title: 'Against', cell: ({ kind }) => kindWords[kind] },
          { key: 'who', title: 'Person', cell: ({ handle, accountId }) => nameOf(handle, accountId) },
          why,
          { key: 'text', title: 'What they say', cell: ({ appeal }) => excerptOf(appeal?.text) },
          { key: 'at', title: 'Since', cell: ({ appeal, at }) => <Time iso={appeal?.at ?? at} /> },
        ]}
        rowKey={({ id }) => id}
        onOpen={setOpen}
      />
      {open === undefined ? null : (
        <Dialog
          sanction={open}
          onClose={() => setOpen(undefined)}
          onDone={() => {
            setOpen(undefined);
            list.refresh();
          }}
        />
      )}
    </>
  );
}

const excerptCharsMax = 120;

function excerptOf(text = ''): string {
  return text.length > excerptCharsMax ? `${text.slice(0, excerptCharsMax)}…` : text;
}

function nameOf(handle: string | undefined, accountId: string): string {
  return handle === undefined ? `…${accountId.slice(-6)}` : `@${handle}`;
}
