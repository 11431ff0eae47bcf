import { type PersonSessions, personSessionsSchema, type SupportPerson } from '@halobuzz/core/api/support';
import { useState } from 'react';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Time } from '../../kit/time.tsx';
import { useRead } from '../../kit/use-read.ts';
import { useCan } from '../../session/use-me.ts';
import { personAct } from './person-act.ts';

type Ending =
  | { readonly kind: 'session'; readonly of: PersonSessions['sessions'][number] }
  | { readonly kind: 'device'; readonly of: PersonSessions['devices'][number] };

/** Where a person is signed in; one session can be ended, one device removed. */
export function SessionsPart(props: {
  readonly accountId: string;
  readonly onChanged: (person: SupportPerson) => void;
}) {
  const { accountId } = props;
  const mayHelp = useCan('help_account');
  const [ending, setEnding] = useState<Ending>();
  const read = useRead({ path: `/admin/accounts/${accountId}/sessions`, schema: personSessionsSchema });
  const done = (person: SupportPerson): void => {
    setEnding(undefined);
    props.onChanged(person);
    read.refresh();
  };
  return (
    <Loaded read={read}>
      {({ sessions, devices }) => (
        <>
          <DataTable
            caption="Live sessions, the last used first"
            showCaption
            empty="Nobody is signed in."
            columns={[
              { key: 'device', title: 'Device', cell: ({ deviceName }) => deviceName },
              { key: 'with', title: 'With', minor: true, cell: ({ userAgent }) => userAgent || 'forgotten' },
              { key: 'country', title: 'Country', cell: ({ country }) => country },
              { key: 'since', title: 'Since', minor: true, cell: ({ createdAt }) => <Time iso={createdAt} /> },
              { key: 'seen', title: 'Last seen', cell: ({ lastSeenAt }) => <Time iso={lastSeenAt} ago /> },
              {
                key: 'end',
                title: 'End',
                cell: (one) =>
                  mayHelp ? (
                    <button
                      type="button"
                      aria-label={`End… the session on ${one.deviceName}`}
                      onClick={() => setEnding({ kind: 'session', of: one })}
                    >
                      End…
                    </button>
                  ) : (
                    '–'
                  ),
              },
            ]}
            rows={sessions}
            rowKey={({ sessionId }) => sessionId}
          />
          <DataTable
            caption="Devices, the last seen first"
            showCaption
            empty="No device is known."
            columns={[
              { key: 'name', title: 'Device', cell: ({ name }) => name },
              { key: 'with', title: 'With', minor: true, cell: ({ userAgent }) => userAgent || 'forgotten' },
              { key: 'country', title: 'Country', cell: ({ country }) => country },
              { key: 'seen', title: 'Last seen', cell: ({ lastSeenAt }) => <Time iso={lastSeenAt} ago /> },
              {
                key: 'trusted',
                title: 'Trusted until',
                minor: true,
                cell: ({ trustedUntil }) => (trustedUntil === undefined ? '–' : <Time iso={trustedUntil} />),
              },
              {
                key: 'remove',
                title: 'Remove',
                cell: (one) =>
                  mayHelp ? (
                    <button
                      type="button"
                      aria-label={`Remove… ${one.name}`}
                      onClick={() => setEnding({ kind: 'device', of: one })}
                    >
                      Remove…
                    </button>
                  ) : (
                    '–'
                  ),
              },
            ]}
            rows={devices}
            rowKey={({ deviceId }) => deviceId}
          />
          {ending === undefined ? null : (
            <ActDialog
              danger
              title={
                ending.kind === 'session' ? `End the session on ${ending.of.deviceName}` : `Remove ${ending.of.name}`
              }
              lead={
                <p>
                  {ending.kind === 'session'
                    ? 'It is signed out at once; its sockets close.'
                    : 'Its sessions end and its trust is forgotten.'}{' '}
                  The person is told by mail.
                </p>
              }
              confirm={ending.kind === 'session' ? 'End the session' : 'Remove the device'}
              onSubmit={({ reason }) =>
                ending.kind === 'session'
                  ? personAct(accountId, 'sessions/end', { reason, sessionId: ending.of.sessionId })
                  : personAct(accountId, 'devices/remove', { reason, deviceId: ending.of.deviceId })
              }
              onDone={done}
              onClose={() => setEnding(undefined)}
            />
          )}
        </>
      )}
    </Loaded>
  );
}
