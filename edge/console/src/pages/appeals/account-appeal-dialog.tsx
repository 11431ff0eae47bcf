import { oneStaffSanctionSchema, type StaffSanction } from '@halobuzz/core/api/account-sanctions';
import { decisionReasons } from '@halobuzz/core/moderation/reason-codes';
import { call } from '../../api/call.ts';
import { AccountLink } from '../../kit/account-link.tsx';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { Facts } from '../../kit/facts.tsx';
import { Time } from '../../kit/time.tsx';
import { outcomeOptions } from './outcome-options.ts';
import { kindWords } from './sanction-words.ts';

/** Decides the appeal against a decision about an account: what was decided, what its owner says, and the answer. */
export function AccountAppealDialog(props: {
  readonly sanction: StaffSanction;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { accountId, handle, id, version, kind, reason, statement, by, at, endsAt, appeal, caseId } = props.sanction;
  return (
    <ActDialog
      title={`Appeal: ${kindWords[kind]}`}
      lead={
        <>
          <Facts
            items={[
              { label: 'Person', value: <AccountLink id={accountId} handle={handle} /> },
              { label: 'Rule', value: decisionReasons[reason].paragraph },
              { label: 'Decided', value: <Time iso={at} /> },
              { label: 'By', value: <AccountLink id={by} /> },
              { label: 'Until', value: endsAt === undefined ? 'without an end' : <Time iso={endsAt} /> },
              caseId !== undefined && { label: 'Case', value: <a href={`/console/cases/${caseId}`}>{caseId}</a> },
            ]}
          />
          <h3>What they were told</h3>
          <p>{statement}</p>
          <h3>What they say</h3>
          <blockquote>{appeal?.text ?? ''}</blockquote>
        </>
      }
      fields={[
        { name: 'outcome', label: 'Decision', kind: 'select', options: outcomeOptions },
        { name: 'note', label: 'Answer to the person', kind: 'area', hint: 'They read it in the app.' },
      ]}
      confirm="Decide the appeal"
      onSubmit={({ values, reason: why }) =>
        call({
          method: 'POST',
          path: `/admin/accounts/${accountId}/sanctions/${id}/appeal`,
          body: { version, outcome: values.outcome, note: values.note, reason: why },
          schema: oneStaffSanctionSchema,
        })
      }
      onDone={props.onDone}
      onClose={props.onClose}
      onReload={props.onDone}
    />
  );
}
