import type { Catalogue } from '../catalogue.ts';

export const ui: Catalogue['ui'] = {
  loading: 'लोड हुँदैछ…',
  retry: 'फेरि प्रयास गर्नुहोस्',
  refresh: 'रिफ्रेस',
  more: 'थप देखाउनुहोस्',
  cancel: 'रद्द गर्नुहोस्',
  close: 'बन्द गर्नुहोस्',
  coins: (amount) => `${amount} कोइन`,
  diamonds: (amount) => `${amount} डायमन्ड`,
};
