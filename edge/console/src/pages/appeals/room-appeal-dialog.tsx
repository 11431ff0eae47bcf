import { oneSanctionSchema, type SanctionView } from '@halobuzz/core/api/moderation';
import { call } from '../../api/call.ts';
import { AccountLink } from '../../kit/account-link.tsx';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { Facts } from '../../kit/facts.tsx';
import { Time } from '../../kit/time.tsx';
import { outcomeOptions } from './outcome-options.ts';
import { kindWords } from './sanction-words.ts';

/** Decides the appeal against a mute or ban in one host's rooms. */
export function RoomAppealDialog(props: {
  readonly sanction: SanctionView;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { id, accountId, handle, hostId, kind, reason, by, at, endsAt, appeal } = props.sanction;
  return (
    <ActDialog
      title={`Appeal: ${kindWords[kind]} in a room`}
      lead={
        <>
          <Facts
            items={[
              { label: 'Person', value: <AccountLink id={accountId} handle={handle} /> },
              { label: 'Host', value: <AccountLink id={hostId} /> },
              by !== undefined && { label: 'By', value: <AccountLink id={by} /> },
              { label: 'Given', value: <Time iso={at} /> },
              { label: 'Until', value: endsAt === undefined ? 'without an end' : <Time iso={endsAt} /> },
              { label: 'Reason', value: reason },
            ]}
          />
          <h3>What they say</h3>
          <blockquote>{appeal?.text ?? ''}</blockquote>
        </>
      }
      fields={[
        { name: 'outcome', label: 'Decision', kind: 'select', options: outcomeOptions },
        { name: 'note', label: 'Answer to the person', kind: 'area', hint: 'They read it in the app.' },
      ]}
      reason={false}
      confirm="Decide the appeal"
      onSubmit={({ values }) =>
        call({
          method: 'POST',
          path: `/admin/appeals/${id}`,
          body: { outcome: values.outcome, note: values.note },
          schema: oneSanctionSchema,
        })
      }
      onDone={props.onDone}
      onClose={props.onClose}
      onReload={props.onDone}
    />
  );
}
