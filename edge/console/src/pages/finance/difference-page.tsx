import { type DifferenceView, type differenceActs, oneDifferenceSchema } from '@halobuzz/core/api/finance-work';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { call } from '../../api/call.ts';
import { AccountLink } from '../../kit/account-link.tsx';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { Facts } from '../../kit/facts.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useRead } from '../../kit/use-read.ts';
import { useCan, useMe } from '../../session/use-me.ts';
import { NoteList } from './note-list.tsx';
import { StateBadge } from './state-badge.tsx';
import { words } from './words.ts';

type Act = (typeof differenceActs)[number];
const actNames: Readonly<Record<Act, string>> = {
  take: 'Take it',
  release: 'Hand it back',
  explain: 'Explain',
  close: 'Close',
  reopen: 'Open again',
};

/** What this reader may do about it now. */
export function actsOn({ state, assignee }: Pick<DifferenceView, 'state' | 'assignee'>, me: string): readonly Act[] {
  if (state === 'closed') return ['reopen'];
  return assignee === me ? ['explain', 'close', 'release'] : ['take', 'explain'];
}

/** One difference: what was seen, who looks at it, what was found out, and closing it with a reason. */
export function DifferencePage() {
  const { id = '' } = useParams<{ id: string }>();
  const path = `/admin/finance/differences/${id}`;
  const read = useRead({ path, schema: oneDifferenceSchema });
  const me = useMe();
  const mayAct = useCan('approve_adjustment');
  const [act, setAct] = useState<Act>();
  const over = (): void => {
    setAct(undefined);
    read.refresh();
  };
  return (
    <Page title={read.data === undefined ? 'A difference' : words(read.data.difference.kind)} lead={<code>{id}</code>}>
      <Loaded read={read}>
        {({ difference }) => (
          <div className="stack">
            <DifferenceFacts difference={difference} />
            <h2>What was found out</h2>
            <NoteList notes={difference.notes} />
            {mayAct ? (
              <div className="row no-print">
                {actsOn(difference, me.accountId).map((one) => (
                  <button key={one} type="button" onClick={() => setAct(one)}>
                    {actNames[one]}…
                  </button>
                ))}
              </div>
            ) : null}
            {act === undefined ? null : (
              <ActDialog
                title={actNames[act]}
                reason={act === 'close' ? 'How it was settled' : 'What you know of it'}
                reasonName="note"
                confirm={actNames[act]}
                onSubmit={({ reason: note }) =>
                  call({
                    method: 'POST',
                    path,
                    body: { version: difference.version, act, note },
                    schema: oneDifferenceSchema,
                  })
                }
                onDone={over}
                onReload={over}
                onClose={() => setAct(undefined)}
              />
            )}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function DifferenceFacts({ difference }: { readonly difference: DifferenceView }) {
  const { state, area, about, provider, externalId, detail, assignee, closedBy, closedAt, times } = difference;
  const page = area === 'payments' ? 'payments' : about.startsWith('po_') ? 'payouts' : undefined;
  return (
    <Facts
      items={[
        { label: 'State', value: <StateBadge state={state} /> },
        { label: 'Of', value: area },
        about !== '' && {
          label: 'About',
          value: page === undefined ? <code>{about}</code> : <Link href={`/finance/${page}/${about}`}>{about}</Link>,
        },
        { label: 'Provider', value: provider },
        { label: 'Its number', value: externalId },
        ...Object.entries(detail).map(([label, value]) => ({ label: words(label), value })),
        { label: 'Seen', value: `${times} times` },
        { label: 'First', value: <Time iso={difference.firstSeenAt} /> },
        { label: 'Last', value: <Time iso={difference.lastSeenAt} /> },
        { label: 'Who looks at it', value: assignee === undefined ? 'nobody yet' : <AccountLink id={assignee} /> },
        closedBy !== undefined && { label: 'Closed by', value: <AccountLink id={closedBy} /> },
        closedAt !== undefined && { label: 'Closed', value: <Time iso={closedAt} /> },
      ]}
    />
  );
}
