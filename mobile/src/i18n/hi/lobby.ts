import type { Catalogue } from '../catalogue.ts';

export const lobby: Catalogue['lobby'] = {
  title: 'अभी लाइव',
  all: 'सभी',
  filter: 'श्रेणी',
  empty: 'अभी कोई लाइव नहीं है।',
  emptyCategory: 'इस श्रेणी में अभी कोई लाइव नहीं है।',
  emptyAction: 'पहले आप: लाइव जाएँ',
  viewers: (_count, text) => `${text} दर्शक`,
  rooms: (count) => `${count} लाइव रूम`,
  stale: 'सूची रीफ़्रेश नहीं हो पाई; यह पुरानी हो सकती है।',
  live: 'लाइव',
  open: (title, host) => `${title}, ${host} के साथ लाइव`,
};
