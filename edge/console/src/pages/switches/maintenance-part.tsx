import type { SwitchesView } from '@halobuzz/core/api/switches';
import { limits } from '@halobuzz/core/limits';
import { useState } from 'react';
import { AccountLink } from '../../kit/account-link.tsx';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { Facts } from '../../kit/facts.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Time } from '../../kit/time.tsx';
import { changeSwitches, type SwitchDialogProps } from './pause-dialog.tsx';

/** Maintenance: whether there is some, and its beginning and end. */
export function MaintenancePart(props: {
  readonly view: SwitchesView;
  readonly mayChange: boolean;
  readonly refresh: () => void;
}) {
  const { version, maintenance } = props.view;
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  const done = () => {
    close();
    props.refresh();
  };
  const dialog = { version, onDone: done, onClose: close };
  return (
    <section className="stack" aria-labelledby="maintenance-title">
      <h2 id="maintenance-title">Maintenance</h2>
      {maintenance === undefined ? (
        <p>There is none. During maintenance nothing new is taken; reading and watching go on.</p>
      ) : (
        <>
          <Notice tone="warning" title="Maintenance is on">
            {maintenance.message}
          </Notice>
          <Facts
            items={[
              { label: 'Since', value: <Time iso={maintenance.since} /> },
              { label: 'Expected end', value: maintenance.endsAt && <Time iso={maintenance.endsAt} /> },
              { label: 'Who', value: <AccountLink id={maintenance.by} /> },
              { label: 'Why', value: maintenance.reason },
            ]}
          />
        </>
      )}
      {props.mayChange ? (
        <div className="row">
          <button type="button" onClick={() => setOpen(true)}>
            {maintenance === undefined ? 'Begin maintenance' : 'End maintenance'}
          </button>
        </div>
      ) : null}
      {open ? maintenance === undefined ? <BeginDialog {...dialog} /> : <EndDialog {...dialog} /> : null}
    </section>
  );
}

function BeginDialog({ version, ...rest }: SwitchDialogProps) {
  return (
    <ActDialog
      title="Begin maintenance"
      lead={<p>Everybody sees your words above every page. Nothing new is taken until you end it.</p>}
      danger
      fields={[
        {
          name: 'message',
          label: 'What people read',
          kind: 'area',
          hint: `Plain words, at most ${limits.maintenanceMessageCharsMax} characters.`,
        },
        { name: 'endsAt', label: 'Expected end, your time', kind: 'datetime-local', required: false },
      ]}
      confirm="Begin"
      onSubmit={({ values, reason }) => {
        const { message = '', endsAt = '' } = values;
        const ends = endsAt === '' ? {} : { endsAt: new Date(endsAt).toISOString() };
        return changeSwitches(version, { act: 'begin_maintenance', message, ...ends }, reason);
      }}
      {...rest}
      onReload={rest.onDone}
    />
  );
}

function EndDialog({ version, ...rest }: SwitchDialogProps) {
  return (
    <ActDialog
      title="End maintenance"
      lead={<p>Everything that is not paused on its own works again, at once.</p>}
      confirm="End"
      onSubmit={({ reason }) => changeSwitches(version, { act: 'end_maintenance' }, reason)}
      {...rest}
      onReload={rest.onDone}
    />
  );
}
