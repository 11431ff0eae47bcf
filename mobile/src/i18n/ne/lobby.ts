import type { Catalogue } from '../catalogue.ts';

export const lobby: Catalogue['lobby'] = {
  title: 'अहिले लाइभ',
  all: 'सबै',
  filter: 'विधा',
  empty: 'अहिले कोही लाइभ छैन।',
  emptyCategory: 'यो विधामा अहिले कोही लाइभ छैन।',
  emptyAction: 'पहिलो हुनुहोस्: लाइभ जानुहोस्',
  viewers: (_count, text) => `${text} दर्शक`,
  rooms: (count) => `${count} लाइभ रुम`,
  stale: 'सूची नवीकरण हुन सकेन; पुरानो हुन सक्छ।',
  live: 'लाइभ',
  open: (title, host) => `${title}, ${host} सँग लाइभ`,
};
