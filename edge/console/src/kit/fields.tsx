import { type HTMLAttributes, type ReactNode, useId } from 'react';

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly required?: boolean | undefined;
}

/** A label above, what it means below, and what is wrong beside it: the control is told of both. */
function Field(
  props: FieldProps & { readonly children: (id: string, described: HTMLAttributes<HTMLElement>) => ReactNode },
) {
  const id = useId();
  const { label, hint, error, required } = props;
  const described = [...(hint === undefined ? [] : [`${id}-hint`]), ...(error === undefined ? [] : [`${id}-error`])];
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {required === false ? <span className="muted"> (optional)</span> : null}
      </label>
      {props.children(id, {
        ...(described.length === 0 ? {} : { 'aria-describedby': described.join(' ') }),
        ...(error === undefined ? {} : { 'aria-invalid': true }),
      })}
      {hint === undefined ? null : (
        <span id={`${id}-hint`} className="muted">
          {hint}
        </span>
      )}
      {error === undefined ? null : (
        <span id={`${id}-error`} className="field-error">
          {error}
        </span>
      )}
    </div>
  );
}

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'password' | 'search' | 'number' | 'date' | 'datetime-local' | 'email';
  readonly autoComplete?: string;
  readonly inputMode?: 'text' | 'numeric' | 'decimal';
  readonly autoFocus?: boolean;
  readonly placeholder?: string;
}

export function TextField({
  label,
  hint,
  error,
  required,
  onChange,
  type = 'text',
  autoComplete = 'off',
  ...input
}: TextFieldProps) {
  return (
    <Field {...{ label, hint, error, required }}>
      {(id, described) => (
        <input
          id={id}
          type={type}
          autoComplete={autoComplete}
          autoCapitalize="none"
          spellCheck={false}
          {...input}
          {...described}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

export interface AreaFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows?: number;
}

export function AreaField({ label, hint, error, required, value, onChange, rows = 3 }: AreaFieldProps) {
  return (
    <Field {...{ label, hint, error, required }}>
      {(id, described) => (
        <textarea id={id} rows={rows} value={value} {...described} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

export interface SelectFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly Option[];
}

export function SelectField({ label, hint, error, required, value, onChange, options }: SelectFieldProps) {
  return (
    <Field {...{ label, hint, error, required }}>
      {(id, described) => (
        <select id={id} value={value} {...described} onChange={(event) => onChange(event.target.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function CheckField(props: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  return (
    <label className="check">
      <input type="checkbox" checked={props.checked} onChange={(event) => props.onChange(event.target.checked)} />
      {props.label}
    </label>
  );
}
