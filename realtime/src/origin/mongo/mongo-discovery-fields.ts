import { searchKeys } from '@halobuzz/core/discovery/search-words';

/** What lists keep beside a broadcast; see migration 0017. */
export interface DiscoveryFields {
  /** By which search finds it. */
  searchKeys?: string[];
  /** Viewers in powers of two, so that search's index moves seldom. */
  reach?: number;
  /** Place in trending, and what it was made of last. */
  trend?: TrendField;
  /** False until the broadcast was counted for its host. */
  counted?: boolean;
}

export interface TrendField {
  level: number;
  at: Date;
  joins: number | bigint;
  coins: number | bigint;
}

/** The fields of a broadcast that goes live. */
export function discoveryFields(facts: SearchedFacts): Required<Omit<DiscoveryFields, 'trend'>> {
  return { ...searchField(facts), reach: 0, counted: false };
}

export interface SearchedFacts {
  readonly title: string;
  readonly hostHandle: string;
  readonly tags: readonly string[];
}

/** To be written whenever one of the facts changes. */
export function searchField({ title, hostHandle, tags }: SearchedFacts): { searchKeys: string[] } {
  return { searchKeys: [...searchKeys([hostHandle, title, ...tags])] };
}

export function reachOf(viewers: number): number {
  return Math.floor(Math.log2(Math.max(0, viewers) + 1));
}
