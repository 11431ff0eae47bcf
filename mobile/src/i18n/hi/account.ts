import type { Catalogue } from '../catalogue.ts';

export const account: Catalogue['account'] = {
  title: 'खाता',
  verified: 'पुष्ट',
  unverified: 'पुष्ट नहीं',
  since: (date) => `${date} से हमारे साथ`,
  sessions: 'आप जहाँ-जहाँ साइन इन हैं',
  current: 'यह डिवाइस',
  lastSeen: (when) => `पिछली बार ${when}`,
  revoke: 'वहाँ से साइन आउट करें',
  revokeOf: (device) => `${device} से साइन आउट करें`,
  ending: 'आप क्या कर सकते हैं',
  signOut: 'साइन आउट',
};
