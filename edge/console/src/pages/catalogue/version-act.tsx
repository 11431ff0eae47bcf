import { type CatalogueKind, type CatalogueVersion, catalogueVersionSchema } from '@halobuzz/core/api/catalogue';
import { call } from '../../api/call.ts';
import { ActDialog, type ActField } from '../../kit/act-dialog.tsx';
import { isoOfLocal, localTimeOf } from './local-time.ts';
import { priceText } from './version-words.tsx';

const acts = {
  publish: { title: 'Publish', confirm: 'Publish', danger: false },
  approve: { title: 'Agree to', confirm: 'Agree', danger: false },
  reject: { title: 'Reject', confirm: 'Reject', danger: true },
  discard: { title: 'Throw away', confirm: 'Throw away', danger: true },
  withdraw: { title: 'Take off sale', confirm: 'Take off sale', danger: true },
} as const;
export type VersionActName = keyof typeof acts;

/** What is done about a version, with its reason. `withdraw` goes by the newest one. */
export function VersionAct(props: {
  readonly kind: CatalogueKind;
  readonly id: string;
  readonly act: VersionActName;
  readonly version: CatalogueVersion;
  readonly onDone: () => void;
  readonly onClose: () => void;
  readonly onReload: () => void;
}) {
  const { kind, id, act, version } = props;
  const { title, confirm, danger } = acts[act];
  const from: ActField = {
    ...{ name: 'from', label: 'From', kind: 'datetime-local', required: false, initial: localTimeOf(version.from) },
    hint: 'Empty: at once.',
  };
  const base = `/admin/catalogue/${kind}/${encodeURIComponent(id)}`;
  return (
    <ActDialog
      title={act === 'withdraw' ? `${title}: ${id}` : `${title} version ${version.version} of ${id}`}
      lead={
        <p>
          {act === 'withdraw'
            ? 'Nobody can choose it from now on; what is under way is still taken for some seconds.'
            : `It costs ${priceText(version.content)}.`}
        </p>
      }
      {...{ confirm, danger, fields: act === 'publish' ? [from] : [] }}
      onSubmit={({ values, reason }) => {
        const [path, body] = askOf(act, version.version, isoOfLocal(values.from ?? ''));
        return call({
          method: 'POST',
          path: `${base}/${path}`,
          body: { ...body, reason },
          schema: catalogueVersionSchema,
        });
      }}
      onDone={props.onDone}
      onClose={props.onClose}
      onReload={props.onReload}
    />
  );
}

function askOf(act: VersionActName, version: number, from: string | undefined): readonly [path: string, body: object] {
  const one = `versions/${version}`;
  switch (act) {
    case 'publish':
      return [`${one}/publish`, from === undefined ? {} : { from }];
    case 'approve':
      return [`${one}/decision`, { outcome: 'approved' }];
    case 'reject':
      return [`${one}/decision`, { outcome: 'rejected' }];
    case 'discard':
      return [`${one}/discard`, {}];
    case 'withdraw':
      return ['withdraw', { after: version }];
    default:
      return act satisfies never;
  }
}
