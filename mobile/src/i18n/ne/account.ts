import type { Catalogue } from '../catalogue.ts';

export const account: Catalogue['account'] = {
  title: 'खाता',
  verified: 'पुष्टि भएको',
  unverified: 'पुष्टि नभएको',
  since: (date) => `${date} देखि हामीसँग`,
  sessions: 'तपाईं साइन इन भएका ठाउँहरू',
  current: 'यो डिभाइस',
  lastSeen: (when) => `पछिल्लो पटक ${when}`,
  revoke: 'त्यहाँबाट साइन आउट',
  revokeOf: (device) => `${device} बाट साइन आउट`,
  ending: 'तपाईं के गर्न सक्नुहुन्छ',
  signOut: 'साइन आउट',
};
