import { roomActDoneSchema } from '@halobuzz/core/api/watch';
import { call } from '../../api/call.ts';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { reasonOptions } from './reason-options.ts';

const bars = [
  { value: '0', label: 'As they please' },
  { value: '10', label: 'After 10 minutes' },
  { value: '60', label: 'After an hour' },
  { value: '1440', label: 'After a day' },
  { value: '10080', label: 'After a week' },
];

/** Ends a broadcast on every node, and keeps its host from the next for a time. */
export function EndDialog(props: {
  readonly room: { readonly id: string; readonly title: string; readonly host: { readonly handle: string } };
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { room, onDone, onClose } = props;
  return (
    <ActDialog
      title={`End “${room.title}” now`}
      danger
      lead={`Everybody in the room of @${room.host.handle} is told that our staff ended it. It cannot go on.`}
      fields={[
        { name: 'code', label: 'Rule', kind: 'select', options: reasonOptions },
        { name: 'barMinutes', label: 'The host goes live again', kind: 'select', options: bars, initial: '0' },
      ]}
      confirm="End the broadcast"
      done="The broadcast is over."
      onSubmit={({ values, reason }) => {
        const barMinutes = Number(values.barMinutes);
        const body = { code: values.code, reason, ...(barMinutes > 0 ? { barMinutes } : {}) };
        return call({ method: 'POST', path: `/admin/watch/${room.id}/end`, body, schema: roomActDoneSchema });
      }}
      onDone={onDone}
      onClose={onClose}
      onReload={onDone}
    />
  );
}
