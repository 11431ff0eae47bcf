import { type WatchedRoom, watchListSchema } from '@halobuzz/core/api/watch';
import { useState } from 'react';
import { AccountLink } from '../../kit/account-link.tsx';
import { Badge } from '../../kit/badge.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Filters, SelectFilter } from '../../kit/filters.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useFilters } from '../../kit/use-filters.ts';
import { useRead } from '../../kit/use-read.ts';
import { EndDialog } from './end-dialog.tsx';
import { riskTone, riskWords } from './risk-words.ts';

const looksEveryMs = 5_000;

/** Live rooms that want looking at, with why; it looks again by itself. */
export function WatchPage() {
  const filters = useFilters({ limit: '50' });
  const [paused, setPaused] = useState(false);
  const [ending, setEnding] = useState<WatchedRoom>();
  const read = useRead({
    ...{ path: '/admin/watch', query: filters.query, schema: watchListSchema },
    // What is about to be acted on must not move away.
    ...(paused || ending !== undefined ? {} : { everyMs: looksEveryMs }),
  });
  return (
    <Page
      title="Live watch"
      lead="Rooms with reports or flagged chat, hosts with a history, the largest, and some drawn by lot."
      actions={
        <>
          <button type="button" aria-pressed={paused} onClick={() => setPaused((before) => !before)}>
            {paused ? 'Go on' : 'Pause'}
          </button>
          <button type="button" onClick={read.refresh}>
            Look again
          </button>
        </>
      }
    >
      <Filters label="The watch list" filters={filters}>
        <SelectFilter
          label="Rooms"
          name="limit"
          filters={filters}
          options={['20', '50', '100'].map((value) => ({ value, label: value }))}
        />
      </Filters>
      <Loaded read={read}>
        {({ items, weighed, at }) => (
          <>
            <p className="muted">
              {items.length} of {weighed} rooms looked at, as of <Time iso={at} />.
            </p>
            <DataTable
              caption="Live rooms, the riskiest first"
              rows={items}
              rowKey={({ id }) => id}
              hrefOf={({ id }) => `/watch/${id}`}
              rowKeys={[{ key: 'e', label: 'End this broadcast', run: setEnding }]}
              empty="Nothing is live that wants looking at."
              columns={[
                { key: 'title', title: 'Room', cell: ({ title }) => title },
                {
                  key: 'risk',
                  title: 'Risk',
                  align: 'end',
                  cell: ({ risk }) => <Badge tone={riskTone(risk.score)}>{risk.score}</Badge>,
                },
                { key: 'why', title: 'Why', cell: ({ risk }) => <Why risk={risk} /> },
                { key: 'host', title: 'Host', cell: ({ host }) => <AccountLink id={host.id} handle={host.handle} /> },
                {
                  key: 'viewers',
                  title: 'Viewers',
                  align: 'end',
                  cell: ({ viewers }) => viewers.toLocaleString('en-GB'),
                },
                {
                  key: 'since',
                  title: 'Live since',
                  minor: true,
                  cell: ({ startedAt }) => <Time iso={startedAt} ago />,
                },
                {
                  key: 'act',
                  title: 'Act',
                  cell: (room) => (
                    <button
                      type="button"
                      className="danger small"
                      aria-label={`End now: ${room.title}`}
                      onClick={() => setEnding(room)}
                    >
                      End now
                    </button>
                  ),
                },
              ]}
            />
          </>
        )}
      </Loaded>
      {ending === undefined ? null : (
        <EndDialog
          room={ending}
          onClose={() => setEnding(undefined)}
          onDone={() => {
            setEnding(undefined);
            read.refresh();
          }}
        />
      )}
    </Page>
  );
}

function Why({ risk }: { readonly risk: WatchedRoom['risk'] }) {
  return <>{risk.why.map(riskWords).join(', ')}</>;
}
