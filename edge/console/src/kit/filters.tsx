import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { type Option, SelectField, TextField } from './fields.tsx';
import type { Filters as FilterState } from './use-filters.ts';

/** The filters over a list, as a search landmark. */
export function Filters(props: {
  readonly label: string;
  readonly filters: Pick<FilterState<string>, 'active' | 'clear'>;
  readonly children: ReactNode;
}) {
  return (
    <search aria-label={props.label} className="filters no-print">
      {props.children}
      {props.filters.active ? (
        <button type="button" onClick={props.filters.clear}>
          Clear filters
        </button>
      ) : null}
    </search>
  );
}

interface FilterProps<Name extends string> {
  readonly label: string;
  readonly name: Name;
  readonly filters: Pick<FilterState<Name>, 'values' | 'set'>;
}

/** Takes effect by Enter and when it is left: not at every letter, which would ask the server for half a word. */
export function TextFilter<Name extends string>(
  props: FilterProps<Name> & { readonly hint?: string; readonly type?: 'search' | 'date' | 'datetime-local' },
) {
  const { label, name, filters, hint, type = 'search' } = props;
  const current = filters.values[name];
  const [text, setText] = useState(current);
  useEffect(() => setText(current), [current]);
  const apply = (): void => {
    if (text.trim() !== current) filters.set(name, text.trim());
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    apply();
  };
  return (
    <form onSubmit={submit} onBlur={apply}>
      <TextField label={label} hint={hint} type={type} value={text} onChange={setText} />
    </form>
  );
}

export function SelectFilter<Name extends string>(props: FilterProps<Name> & { readonly options: readonly Option[] }) {
  const { label, name, filters, options } = props;
  return (
    <SelectField
      label={label}
      value={filters.values[name]}
      options={options}
      onChange={(to) => filters.set(name, to)}
    />
  );
}
