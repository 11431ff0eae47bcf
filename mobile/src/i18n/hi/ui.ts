import type { Catalogue } from '../catalogue.ts';

export const ui: Catalogue['ui'] = {
  loading: 'लोड हो रहा है…',
  retry: 'फिर से कोशिश करें',
  refresh: 'रीफ़्रेश करें',
  more: 'और दिखाएँ',
  cancel: 'रद्द करें',
  close: 'बंद करें',
  inEnglishAlone: 'यह पाठ अभी सिर्फ़ अंग्रेज़ी में है।',
  coins: (amount) => `${amount} कॉइन`,
  diamonds: (amount) => `${amount} डायमंड`,
};
