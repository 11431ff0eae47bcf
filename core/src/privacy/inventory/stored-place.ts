import type { ExportSection } from '../export-sections.ts';
import type { DataCategoryId } from './data-categories.ts';

/*
 * The rule: whatever stores something is named in this folder. A test reads the real schemas (every collection after all
 * migrations, every table of every Durable Object, every Redis key, every bucket, every key on a device) and fails for a
 * field that is neither `personal` nor `impersonal` here. Whoever adds a collection, a table or a field adds its line.
 */

export const stores = ['mongodb', 'durable_object', 'redis', 'r2', 'device', 'log'] as const;
export type Store = (typeof stores)[number];

/** How long something is kept. `words` are said to people: who reads them knows nothing of our stores. */
export type Kept =
  /** As long as the account. */
  | { readonly kind: 'account' }
  /** `of` names what, when it is not all of the category. A test compares `days` with the collection's own expiry. */
  | { readonly kind: 'days'; readonly days: number; readonly of: string }
  /** As long as the law about books and taxes asks. */
  | { readonly kind: 'law' }
  | { readonly kind: 'other'; readonly words: string };

/**
 * What becomes of it when its account is erased. `deleted`: the row goes. `key_destroyed`: it is sealed under the account's
 * key, which is destroyed. `unlinked`: it stays under an id that nothing leads from to the person any more. `expires`: it
 * is gone by itself sooner than an erasure begins. `kept`: it stays as it is, and why.
 */
export type Erasure = 'deleted' | 'key_destroyed' | 'unlinked' | 'expires' | { readonly kept: string };

/** The section of an export that holds it, or why none does. */
export type Exported = { readonly section: ExportSection } | { readonly not: string };

/** 4: proves or signs something; 3: of a person who is not public with it; 2: nobody else's business; 1: shown to anybody. */
export type Level = 1 | 2 | 3 | 4;

/** What a field is, in words; more where it differs from its place or category. */
export type PersonalField =
  | string
  | {
      readonly what: string;
      readonly category?: DataCategoryId;
      readonly level?: Level;
      readonly kept?: Kept;
      readonly exported?: Exported;
      readonly erasure?: Erasure;
    };

/**
 * A collection, table, family of keys, bucket: one row of the inventory a field. Fields below a named one (`to` names
 * `to.token`) are covered by it unless they are named themselves.
 */
export interface PersonalPlace {
  readonly store: Store;
  readonly place: string;
  readonly category: DataCategoryId;
  readonly kept: Kept;
  readonly exported: Exported;
  readonly erasure: Erasure;
  readonly personal: Readonly<Record<string, PersonalField>>;
  /** Fields that tell nothing of anybody, and why: `a, b, c` name several. */
  readonly impersonal?: Readonly<Record<string, string>>;
}

/** Nothing in it is of a person. */
export interface ImpersonalPlace {
  readonly store: Store;
  readonly place: string;
  readonly impersonalBecause: string;
}

export type StoredPlace = PersonalPlace | ImpersonalPlace;

/** A period of the retention jobs, in whole days. */
export const daysOf = (limitMs: number): number => Math.round(limitMs / 86_400_000);

/** Of a table that holds one thing. */
export const oneRow = { one: 'the table has one row' } as const;

export const untilErased: Kept = { kind: 'account' };
export const asLawAsks: Kept = { kind: 'law' };
export const secretsStayOut: Exported = {
  not: 'it proves who you are: an export never holds what could be used to sign in',
};
export const servesTheService: Exported = {
  not: 'a working copy: what it says is in the export from where it is kept',
};
