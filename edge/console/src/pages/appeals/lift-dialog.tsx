import { oneStaffSanctionSchema, type StaffSanction } from '@halobuzz/core/api/account-sanctions';
import { call } from '../../api/call.ts';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { kindWords } from './sanction-words.ts';

/** Lifts a sanction that is in force, at the version that is shown. */
export function LiftDialog(props: {
  readonly sanction: StaffSanction;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { accountId, id, version, kind } = props.sanction;
  return (
    <ActDialog
      title={`Lift: ${kindWords[kind]}`}
      lead={
        <p>What it forbade is allowed again at once, unless another decision forbids it. It is no strike any more.</p>
      }
      confirm="Lift"
      onSubmit={({ reason }) =>
        call({
          method: 'POST',
          path: `/admin/accounts/${accountId}/sanctions/${id}/lift`,
          body: { version, reason },
          schema: oneStaffSanctionSchema,
        })
      }
      onDone={props.onDone}
      onClose={props.onClose}
      onReload={props.onDone}
    />
  );
}
