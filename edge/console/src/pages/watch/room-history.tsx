import type { WatchedRoomDetail } from '@halobuzz/core/api/watch';
import { AccountLink } from '../../kit/account-link.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Time } from '../../kit/time.tsx';

type History = WatchedRoomDetail['history'];

const endWords: Readonly<Record<string, string>> = {
  host: 'by its host',
  host_lost: 'host lost',
  moderation: 'by our staff',
};

/** What the host broadcast before, and what staff did in their rooms. */
export function RoomHistory({ history: { streams, acts } }: { readonly history: History }) {
  return (
    <>
      <h2>What staff did in rooms of this host</h2>
      <DataTable
        caption="What staff did in rooms of this host"
        rows={acts}
        rowKey={({ id }) => id}
        empty="Staff did nothing here so far."
        columns={[
          { key: 'at', title: 'When', cell: ({ at }) => <Time iso={at} /> },
          { key: 'act', title: 'What', cell: ({ act }) => act.replaceAll('_', ' ') },
          { key: 'code', title: 'Rule', cell: ({ code }) => code?.replaceAll('_', ' ') ?? '' },
          { key: 'reason', title: 'Why', cell: ({ reason }) => reason },
          { key: 'said', title: 'Words', minor: true, cell: ({ message, before }) => message ?? before ?? '' },
          { key: 'by', title: 'Who', cell: ({ by }) => <AccountLink id={by} /> },
        ]}
      />
      <h2>Broadcasts before</h2>
      <DataTable
        caption="Broadcasts before"
        rows={streams}
        rowKey={({ id }) => id}
        hrefOf={({ id }) => `/watch/${id}`}
        empty="This host has not broadcast before."
        columns={[
          { key: 'title', title: 'Title', cell: ({ title }) => title },
          { key: 'started', title: 'Began', cell: ({ startedAt }) => <Time iso={startedAt} /> },
          { key: 'ended', title: 'Ended', cell: ({ endReason }) => endWords[endReason] ?? endReason },
          { key: 'peak', title: 'Viewers at most', align: 'end', cell: ({ peakViewers }) => peakViewers },
        ]}
      />
    </>
  );
}
