/** The list of live rooms. */
export const lobby = {
  title: 'Live now',
  all: 'All',
  filter: 'Category',
  empty: 'Nobody is live right now.',
  emptyCategory: 'Nobody is live in this category right now.',
  emptyAction: 'Be the first: go live',
  viewers: (count: number, text: string) => `${text} ${count === 1 ? 'viewer' : 'viewers'}`,
  rooms: (count: number) => `${count} live ${count === 1 ? 'room' : 'rooms'}`,
  stale: 'The list could not be refreshed; it may be out of date.',
  live: 'LIVE',
  open: (title: string, host: string) => `${title}, live with ${host}`,
};
