import { useMemo } from 'react';
import { useSearchParams } from 'wouter';

/** Filters of a list as they stand in the page's address: they survive a reload, and can be sent to a colleague. */
export interface Filters<Name extends string> {
  readonly values: Readonly<Record<Name, string>>;
  readonly set: (name: Name, value: string) => void;
  readonly clear: () => void;
  /** Those that say something, for the list's query. */
  readonly query: Readonly<Partial<Record<Name, string>>>;
  readonly active: boolean;
}

/** `defaults` names the filters and what each is without a word in the address; '' means no filter. */
export function useFilters<Name extends string>(defaults: Readonly<Record<Name, string>>): Filters<Name> {
  const [search, setSearch] = useSearchParams();
  const signature = JSON.stringify(defaults);
  const text = search.toString();
  return useMemo(() => {
    // The names of the very object that the caller wrote.
    const fallback = JSON.parse(signature) as Record<Name, string>;
    const params = new URLSearchParams(text);
    // Keys of the same object.
    const names = Object.keys(fallback) as Name[];
    const entries = names.map((name) => [name, params.get(name) ?? fallback[name]] as const);
    // One entry for each name.
    const values = Object.fromEntries(entries) as Record<Name, string>;
    const filled = names.filter((name) => values[name] !== '');
    return {
      values,
      query: Object.fromEntries(filled.map((name) => [name, values[name]])) as Partial<Record<Name, string>>, // a part of them
      active: names.some((name) => values[name] !== fallback[name]),
      set: (name, value) =>
        setSearch(
          (before) => {
            const next = new URLSearchParams(before);
            if (value === fallback[name]) next.delete(name);
            else next.set(name, value);
            return next;
          },
          { replace: true },
        ),
      clear: () =>
        setSearch(
          (before) => {
            const next = new URLSearchParams(before);
            for (const name of names) next.delete(name);
            return next;
          },
          { replace: true },
        ),
    };
  }, [signature, text, setSearch]);
}
