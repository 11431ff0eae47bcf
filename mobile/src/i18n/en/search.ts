/** Finding broadcasts and people. */
export const search = {
  title: 'Search',
  field: 'Search',
  hint: 'Broadcasts by title, host or tag; hosts by name',
  kind: 'What to find',
  kinds: { streams: 'Live broadcasts', hosts: 'Hosts' },
  tooShort: 'Type at least two letters or digits.',
  searching: 'Searching…',
  found: (count: number, more: boolean, query: string) =>
    `${count === 0 ? 'Nothing' : `${count}${more ? '+' : ''}`} found for “${query}”`,
  nothing: (query: string) => `Nothing was found for “${query}”. Check the spelling, or try fewer words.`,
  toLobby: 'See what is live',
  recent: 'Recent searches',
  clearAll: 'Clear all',
  forget: 'Remove',
  forgetOne: (search: string) => `Remove “${search}” from recent searches`,
  searchFor: (search: string) => `Search for “${search}”`,
  broadcasts: (count: number, text: string) => `${text} ${count === 1 ? 'broadcast' : 'broadcasts'}`,
  liveNow: 'Live now',
  watch: (name: string) => `Watch ${name}, live now`,
};
