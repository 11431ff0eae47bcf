import { categories, type Stream, tagSchema } from '@halobuzz/core/api/streams';
import { isCountry } from '@halobuzz/core/regions/regions';

export const lobbyTabs = ['live', 'trending', 'following'] as const;
export type LobbyTab = (typeof lobbyTabs)[number];

/** Which list is shown. It stands in the address, so that it can be kept and shared. */
export interface LobbyView {
  readonly tab: LobbyTab;
  readonly category?: Stream['category'] | undefined;
  readonly country?: string | undefined;
  readonly tag?: string | undefined;
}

type Params = Readonly<Partial<Record<string, string | string[]>>>;

/** The view of an address; what is not known there is left out. */
export function viewOf(params: Params): LobbyView {
  const one = (name: string): string | undefined => {
    const value = params[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const [country, tag] = [one('country'), one('tag')];
  return {
    tab: lobbyTabs.find((tab) => tab === one('tab')) ?? 'live',
    category: categories.find((category) => category === one('category')),
    country: country !== undefined && isCountry(country) ? country : undefined,
    tag: tag !== undefined && tagSchema.safeParse(tag).success ? tag : undefined,
  };
}

/** What stands in the address for a view; what is as usual is left out. */
export function paramsOf({ tab, category, country, tag }: LobbyView) {
  return { tab: tab === 'live' ? undefined : tab, category, country, tag };
}

/** Two views with one name show the same list. */
export function nameOf({ tab, category, country, tag }: LobbyView): string {
  // What is followed knows no filters.
  return tab === 'following' ? tab : [tab, category, country, tag].join('/');
}

export function isFiltered({ tab, category, country, tag }: LobbyView): boolean {
  return tab !== 'following' && (category ?? country ?? tag) !== undefined;
}
