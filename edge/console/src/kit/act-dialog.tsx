import { staffReasonSchema } from '@halobuzz/core/api/admin';
import { limits } from '@halobuzz/core/limits';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { ApiProblem, problemFrom } from '../api/api-problem.ts';
import { Dialog } from './dialog.tsx';
import { AreaField, CheckField, type Option, SelectField, TextField } from './fields.tsx';
import { Notice } from './notice.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { useSay } from './say.tsx';

/** A field of an act. `name` is what the API calls it, so that what the API says of it finds its place. */
export interface ActField {
  readonly name: string;
  readonly label: string;
  readonly kind?: 'text' | 'area' | 'number' | 'select' | 'check' | 'date' | 'datetime-local';
  readonly options?: readonly Option[];
  readonly hint?: string;
  readonly initial?: string;
  /** False: may stay empty. A `check` is `'true'` or `''`. */
  readonly required?: boolean;
}

/** What was filled in. The key is the same for the same words, so that sending again after a lost answer does it once. */
export interface ActGiven {
  readonly values: Readonly<Record<string, string>>;
  readonly reason: string;
  readonly idempotencyKey: string;
}

export interface ActDialogProps<T> {
  readonly title: string;
  /** Said before the fields: what it does, and to whom. */
  readonly lead?: ReactNode;
  /** It takes something away from somebody, or cannot be taken back. */
  readonly danger?: boolean;
  readonly fields?: readonly ActField[];
  /** The reason that stands in the audit log: asked for unless false; a text is its label. */
  readonly reason?: boolean | string;
  /** What the API calls the reason, `reason` unless it says otherwise (`note`). */
  readonly reasonName?: string;
  /** The button's words: what will be done. */
  readonly confirm: string;
  readonly onSubmit: (given: ActGiven) => Promise<T>;
  readonly onDone: (result: T) => void;
  readonly onClose: () => void;
  /** After a conflict: loads what is there now. */
  readonly onReload?: () => void;
  /** Said to all once it is done. */
  readonly done?: string;
}

/** Asks for what an act needs, its reason among it; sends it once however often one presses. */
export function ActDialog<T>(props: ActDialogProps<T>) {
  const { fields = [], reason = true, reasonName = 'reason', danger = false } = props;
  const say = useSay();
  const [values, setValues] = useState(() =>
    Object.fromEntries(fields.map(({ name, initial = '' }) => [name, initial])),
  );
  const [why, setWhy] = useState('');
  const [problem, setProblem] = useState<ApiProblem>();
  const [busy, setBusy] = useState(false);
  // Not state: two presses before the next drawing must meet.
  const sending = useRef(false);
  const key = useRef({ words: '', key: '' });

  const missing = (): ApiProblem | undefined => {
    const errors = fields
      .filter(({ name, required = true, kind }) => required && kind !== 'check' && (values[name] ?? '').trim() === '')
      .map(({ name }) => ({ field: name, message: 'is required' }));
    const read = staffReasonSchema.safeParse(why);
    if (reason !== false && !read.success) {
      const message =
        why.trim().length > limits.staffReasonCharsMax
          ? `has too many characters (max ${limits.staffReasonCharsMax})`
          : `needs at least ${limits.staffReasonCharsMin} characters`;
      errors.push({ field: reasonName, message });
    }
    return errors.length === 0 ? undefined : new ApiProblem('validation_failed', 'Something is missing.', { errors });
  };

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (sending.current) return;
    const wrong = missing();
    setProblem(wrong);
    if (wrong !== undefined) return;
    sending.current = true;
    setBusy(true);
    const words = JSON.stringify([values, why]);
    if (key.current.words !== words) key.current = { words, key: crypto.randomUUID() };
    try {
      const result = await props.onSubmit({ values, reason: why.trim(), idempotencyKey: key.current.key });
      say(props.done ?? `${props.title}: done.`);
      props.onDone(result);
    } catch (thrown) {
      setProblem(problemFrom(thrown));
      sending.current = false;
      setBusy(false);
    }
  };

  const errorOf = (name: string): string | undefined => problem?.errors.find(({ field }) => field === name)?.message;
  const shown = new Set([...fields.map(({ name }) => name), ...(reason === false ? [] : [reasonName])]);
  const elsewhere = problem?.errors.filter(({ field }) => !shown.has(field)) ?? [];
  const close = (): void => {
    if (!sending.current) props.onClose();
  };
  return (
    <Dialog title={props.title} onClose={close}>
      <form className="stack" onSubmit={(event) => void submit(event)} noValidate>
        {props.lead === undefined ? null : <div>{props.lead}</div>}
        {problem === undefined ? null : problem.code === 'conflict' ? (
          <Notice tone="warning" title="Somebody changed this meanwhile">
            Nothing was done. {elsewhere.map(({ field, message }) => `${field}: ${message}. `)}
            {props.onReload === undefined ? null : (
              <button type="button" onClick={props.onReload}>
                Load what is there now
              </button>
            )}
          </Notice>
        ) : problem.errors.length > 0 && elsewhere.length === 0 ? (
          <Notice tone="error">See the fields below.</Notice>
        ) : (
          <ProblemNotice problem={problem} />
        )}
        {fields.map((field) => (
          <ActInput
            key={field.name}
            field={field}
            value={values[field.name] ?? ''}
            error={errorOf(field.name)}
            onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
          />
        ))}
        {reason === false ? null : (
          <AreaField
            label={typeof reason === 'string' ? reason : 'Reason'}
            hint={`Stands in the audit log with your name. ${limits.staffReasonCharsMin} to ${limits.staffReasonCharsMax} characters, no personal data.`}
            value={why}
            error={errorOf(reasonName)}
            onChange={setWhy}
          />
        )}
        <div className="row">
          <button type="submit" className={danger ? 'danger' : 'primary'} aria-disabled={busy}>
            {busy ? 'Working…' : props.confirm}
          </button>
          <button type="button" aria-disabled={busy} onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function ActInput(props: {
  readonly field: ActField;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  const { field, value, error, onChange } = props;
  const { label, hint, required, kind = 'text', options = [] } = field;
  const shared = { label, hint, error, required, value, onChange };
  if (kind === 'area') return <AreaField {...shared} />;
  if (kind === 'select') return <SelectField {...shared} options={options} />;
  if (kind === 'check') {
    return <CheckField label={label} checked={value === 'true'} onChange={(on) => onChange(on ? 'true' : '')} />;
  }
  return <TextField {...shared} type={kind} />;
}
