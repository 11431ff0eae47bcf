import {
  type KeywordPreview,
  keywordListSchema,
  keywordPreviewSchema,
  type WantedTerm,
} from '@halobuzz/core/api/keywords';
import { useState } from 'react';
import { call } from '../../api/call.ts';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { AreaField, SelectField, TextField } from '../../kit/fields.tsx';
import { PreviewResult } from './preview-result.tsx';

const scopes = [
  { value: 'block', label: 'Block: it is refused' },
  { value: 'flag', label: 'Flag: shown, and looked at' },
];
const hours = [
  { value: '1', label: 'the last hour' },
  { value: '24', label: 'the last day' },
  { value: '168', label: 'the last week' },
];

/** A change in the making: what is to be added and taken off, tried over the chat of the past before it is made. */
export function KeywordEditor(props: {
  readonly version: number;
  readonly removing: readonly string[];
  readonly onKeep: (term: string) => void;
  readonly onDone: () => void;
}) {
  const { version, removing, onKeep, onDone } = props;
  const [words, setWords] = useState('');
  const [scope, setScope] = useState('flag');
  const [until, setUntil] = useState('');
  const [acting, setActing] = useState<'preview' | 'change'>();
  const [preview, setPreview] = useState<{ readonly of: string; readonly result: KeywordPreview }>();
  const add = wantedTerms(words, scope === 'block' ? 'block' : 'flag', until).filter(
    ({ term }) => !removing.includes(term),
  );
  const change = { add, remove: removing };
  const nothing = add.length + removing.length === 0;
  const open = (what: 'preview' | 'change') => (): void => {
    if (!nothing) setActing(what);
  };
  const close = (): void => setActing(undefined);
  return (
    <section className="card stack" aria-labelledby="change">
      <h2 id="change">Change the list</h2>
      <AreaField
        label="Words to add"
        hint="One word or phrase a line. Case, accents, look-alike letters and stretched letters make no difference."
        value={words}
        onChange={setWords}
      />
      <div className="filters">
        <SelectField label="Effect" value={scope} options={scopes} onChange={setScope} />
        <TextField label="Until" required={false} type="datetime-local" value={until} onChange={setUntil} />
      </div>
      {removing.length === 0 ? null : (
        <p>
          To be taken off:{' '}
          {removing.map((term) => (
            <button key={term} type="button" className="small" aria-label={`Keep ${term}`} onClick={() => onKeep(term)}>
              {term} ✕
            </button>
          ))}
        </p>
      )}
      <div className="row">
        <button type="button" aria-disabled={nothing} onClick={open('preview')}>
          See what it would catch
        </button>
        <button type="button" className="primary" aria-disabled={nothing} onClick={open('change')}>
          Make the change
        </button>
      </div>
      {preview === undefined || preview.of !== JSON.stringify(change) ? null : (
        <PreviewResult preview={preview.result} />
      )}
      {acting === 'preview' ? (
        <ActDialog
          title="See what it would catch"
          lead="Messages of people are read and some are shown to you. Nothing is changed."
          fields={[{ name: 'hours', label: 'Chat of', kind: 'select', options: hours, initial: '24' }]}
          confirm="Look"
          done="The preview is there."
          onSubmit={({ values, reason }) =>
            call({
              ...{ method: 'POST', path: '/admin/keywords/preview', schema: keywordPreviewSchema },
              body: { ...change, hours: Number(values.hours), reason },
            })
          }
          onDone={(result) => {
            setPreview({ of: JSON.stringify(change), result });
            close();
          }}
          onClose={close}
        />
      ) : null}
      {acting === 'change' ? (
        <ActDialog
          title="Change the words"
          lead={`${add.length} to add, ${removing.length} to take off. Every gateway has it within seconds.`}
          confirm="Change"
          onSubmit={({ reason }) =>
            call({
              ...{ method: 'POST', path: '/admin/keywords', schema: keywordListSchema },
              body: { version, reason, ...change },
            })
          }
          onDone={() => {
            setWords('');
            close();
            onDone();
          }}
          onClose={close}
          onReload={() => {
            close();
            onDone();
          }}
        />
      ) : null}
    </section>
  );
}

/** One term a line; the same twice is one. */
export function wantedTerms(words: string, scope: WantedTerm['scope'], until: string): readonly WantedTerm[] {
  const terms = new Set(words.split('\n').map((line) => line.trim()));
  terms.delete('');
  const end = until === '' ? {} : { endsAt: new Date(until).toISOString() };
  return [...terms].map((term) => ({ term, scope, ...end }));
}
