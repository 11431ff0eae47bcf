import {
  type CatalogueContent,
  type CatalogueKind,
  type CatalogueVersion,
  catalogueVersionSchema,
} from '@halobuzz/core/api/catalogue';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { ActDialog, type ActField } from '../../kit/act-dialog.tsx';
import { contentFields, contentOf } from './content-form.ts';
import { GiftImage } from './gift-image.tsx';
import { isoOfLocal } from './local-time.ts';

const whenOptions = [
  { value: 'now', label: 'Publish now' },
  { value: 'at', label: 'Publish at a time' },
  { value: 'draft', label: 'Keep as a draft' },
];

/** Makes the next version of something, or something new where no id is given. */
export function VersionDialog(props: {
  readonly kind: CatalogueKind;
  readonly id?: string;
  /** The newest version; 0 for something new. */
  readonly after: number;
  readonly before?: CatalogueContent;
  readonly onDone: (made: CatalogueVersion) => void;
  readonly onClose: () => void;
  readonly onReload?: () => void;
}) {
  const { kind, after, before } = props;
  const [image, setImage] = useState(before?.kind === 'gift' ? before.image : undefined);
  const noun = kind === 'gifts' ? 'gift' : 'package';
  const idField: ActField = {
    name: 'id',
    label: 'Short name',
    hint: 'Stays for ever, such as rose: small letters and digits.',
  };
  const fields: readonly ActField[] = [
    ...(props.id === undefined ? [idField] : []),
    ...contentFields(kind, before),
    { name: 'when', label: 'When', kind: 'select', options: whenOptions, initial: 'now' },
    { name: 'from', label: 'From', kind: 'datetime-local', required: false, hint: 'For “at a time”.' },
  ];
  return (
    <ActDialog
      title={props.id === undefined ? `New ${noun}` : `Next version of ${props.id}`}
      lead={
        <>
          <p className="muted">
            Versions are never edited: this one takes the place of version {after}. Gifts under way keep the price that
            their sender saw. A price that leaps{kind === 'packages' ? ', and a new package,' : ''} waits for a second
            person.
          </p>
          {kind === 'gifts' ? <GiftImage image={image} onImage={setImage} /> : null}
        </>
      }
      fields={fields}
      confirm="Make the version"
      onSubmit={({ values, reason }) => {
        const id = encodeURIComponent(props.id ?? values.id ?? '');
        const from = values.when === 'at' ? (isoOfLocal(values.from ?? '') ?? '') : undefined;
        return call({
          ...{ method: 'PUT', path: `/admin/catalogue/${kind}/${id}`, schema: catalogueVersionSchema },
          body: {
            ...{ after, reason, draft: values.when === 'draft', content: contentOf(kind, values, image) },
            ...(from === undefined ? {} : { from }),
          },
        });
      }}
      onDone={props.onDone}
      onClose={props.onClose}
      {...(props.onReload === undefined ? {} : { onReload: props.onReload })}
      done={`Version ${after + 1} is made.`}
    />
  );
}
