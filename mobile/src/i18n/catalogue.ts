import type { english } from './english.ts';

/** The shape of a language: what English has, in other words. A text that is missing is a type error. */
export type Catalogue = Widened<typeof english>;

/** Any text in place of each text, any function of the same arguments in place of each function. */
type Widened<T> = T extends string
  ? string
  : T extends number
    ? number
    : T extends (...args: infer A) => string
      ? (...args: A) => string
      : { readonly [K in keyof T]: Widened<T[K]> };
