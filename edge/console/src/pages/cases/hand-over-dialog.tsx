import { heldCaseSchema } from '@halobuzz/core/api/cases';
import { call } from '../../api/call.ts';
import { ActDialog } from '../../kit/act-dialog.tsx';

/** Gives a case to a colleague by their handle. */
export function HandOverDialog(props: {
  readonly path: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  return (
    <ActDialog
      title="Hand the case over"
      fields={[{ name: 'handle', label: 'To whom (handle)', hint: 'A moderator or an admin.' }]}
      confirm="Hand over"
      done="The case was handed over."
      onSubmit={({ values, reason }) =>
        call({
          ...{ method: 'POST', path: `${props.path}/hand-over`, schema: heldCaseSchema },
          body: { handle: (values.handle ?? '').trim().replace(/^@/, ''), reason },
        })
      }
      onDone={props.onDone}
      onClose={props.onClose}
    />
  );
}
