import { type SwitchAct, type SwitchesView, switchesSchema } from '@halobuzz/core/api/switches';
import { regionNames } from '@halobuzz/core/regions/region-table';
import type { SwitchName } from '@halobuzz/core/switches/switches';
import { call } from '../../api/call.ts';
import { ActDialog, type ActField } from '../../kit/act-dialog.tsx';
import { switchWords } from './switch-words.ts';

export interface SwitchDialogProps {
  readonly version: number;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Sends one change upon the version that was seen. */
export function changeSwitches(version: number, change: SwitchAct, reason: string): Promise<SwitchesView> {
  return call({
    method: 'POST',
    path: '/admin/switches',
    body: { version, change, reason },
    schema: switchesSchema,
  });
}

const scopeFields: readonly ActField[] = [
  {
    name: 'countries',
    label: 'Only in these countries',
    hint: 'Two letters each, with spaces between. Empty: everywhere. Whose country is unknown is within.',
    required: false,
  },
  {
    name: 'region',
    label: 'Only in this region',
    kind: 'select',
    required: false,
    options: [{ value: '', label: 'Every region' }, ...regionNames.map((name) => ({ value: name, label: name }))],
  },
];

/** Providers behind people's backs do not know where somebody is. */
const everywhereAlone: ReadonlySet<SwitchName> = new Set([
  ...(['payout.sandbox', 'payout.stripe', 'mail', 'sms', 'push', 'media'] as const),
]);

/** Pauses one feature or provider. */
export function PauseDialog({ name, version, onDone, onClose }: SwitchDialogProps & { readonly name: SwitchName }) {
  const { title, off } = switchWords[name];
  return (
    <ActDialog
      title={`Pause: ${title}`}
      lead={<p>{off} Every node goes by it within two seconds.</p>}
      danger
      fields={everywhereAlone.has(name) ? [] : scopeFields}
      confirm="Pause"
      onSubmit={({ values, reason }) => {
        const countries = (values.countries ?? '').toUpperCase().split(/[\s,]+/).filter((one) => one !== '');
        const region = regionNames.find((one) => one === values.region);
        return changeSwitches(
          version,
          {
            ...{ act: 'pause', name },
            ...(countries.length === 0 ? {} : { countries }),
            ...(region === undefined ? {} : { regions: [region] }),
          },
          reason,
        );
      }}
      onDone={onDone}
      onClose={onClose}
      onReload={onDone}
    />
  );
}

/** Has it work again, everywhere. */
export function ResumeDialog({ name, version, onDone, onClose }: SwitchDialogProps & { readonly name: SwitchName }) {
  return (
    <ActDialog
      title={`Resume: ${switchWords[name].title}`}
      lead={<p>It works again everywhere, at once.</p>}
      confirm="Resume"
      onSubmit={({ reason }) => changeSwitches(version, { act: 'resume', name }, reason)}
      onDone={onDone}
      onClose={onClose}
      onReload={onDone}
    />
  );
}
