import { type RoomActKind, roomActDoneSchema } from '@halobuzz/core/api/watch';
import { call } from '../../api/call.ts';
import { ActDialog, type ActField } from '../../kit/act-dialog.tsx';
import { reasonOptions } from './reason-options.ts';

/** What may be done in a room short of its end. */
export type LesserAct = Exclude<RoomActKind, 'end'>;

interface Words {
  readonly title: string;
  readonly lead: string;
  readonly confirm: string;
}

export const actWords: Readonly<Record<LesserAct, Words>> = {
  warn: {
    title: 'Warn the room',
    lead: 'Stands above the chat for everybody, from HaloBuzz.',
    confirm: 'Send the warning',
  },
  close_chat: { title: 'Close the chat', lead: 'Nobody but staff can write any more.', confirm: 'Close the chat' },
  open_chat: { title: 'Open the chat', lead: 'Everybody who may write can do so again.', confirm: 'Open the chat' },
  blank_title: {
    title: 'Take the title away',
    lead: 'The room goes on without a title, in all lists. What it was stays on record.',
    confirm: 'Take the title away',
  },
  take_cover: {
    title: 'Take the cover away',
    lead: 'The picture is shown nowhere any more, and deleted.',
    confirm: 'Take the cover away',
  },
  lift_bar: { title: 'Let the host go live again', lead: 'At once, instead of later.', confirm: 'Let them go live' },
};

const codeField: ActField = { name: 'code', label: 'Rule', kind: 'select', options: reasonOptions };

export function RoomActDialog(props: {
  readonly roomId: string;
  readonly act: LesserAct;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { roomId, act, onDone, onClose } = props;
  const message: ActField = { name: 'message', label: 'What the room reads', kind: 'area' };
  const fields = [...(act === 'lift_bar' ? [] : [codeField]), ...(act === 'warn' ? [message] : [])];
  return (
    <ActDialog
      {...actWords[act]}
      fields={fields}
      onSubmit={({ values, reason }) =>
        call({
          ...{ method: 'POST', path: `/admin/watch/${roomId}/acts`, schema: roomActDoneSchema },
          body: { act, reason, ...values },
        })
      }
      onDone={onDone}
      onClose={onClose}
      onReload={onDone}
    />
  );
}
