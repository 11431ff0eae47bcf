import type { Catalogue } from '../catalogue.ts';

export const search: Catalogue['search'] = {
  title: 'खोज',
  field: 'खोज्नुहोस्',
  hint: 'प्रसारण: शीर्षक, होस्ट वा ट्यागले; होस्ट: नामले',
  kind: 'के खोज्ने',
  kinds: { streams: 'लाइभ प्रसारण', hosts: 'होस्ट' },
  tooShort: 'कम्तीमा दुई अक्षर वा अंक लेख्नुहोस्।',
  searching: 'खोजिँदैछ…',
  found: (count, more, query) =>
    count === 0 ? `“${query}” का लागि केही भेटिएन` : `“${query}” का लागि ${count}${more ? '+' : ''} भेटियो`,
  nothing: (query) => `“${query}” का लागि केही भेटिएन। हिज्जे हेर्नुहोस्, वा थोरै शब्दले खोज्नुहोस्।`,
  toLobby: 'अहिले के लाइभ छ हेर्नुहोस्',
  recent: 'हालका खोजी',
  clearAll: 'सबै मेट्नुहोस्',
  forget: 'हटाउनुहोस्',
  forgetOne: (search) => `हालका खोजीबाट “${search}” हटाउनुहोस्`,
  searchFor: (search) => `“${search}” खोज्नुहोस्`,
  broadcasts: (_count, text) => `${text} प्रसारण`,
  liveNow: 'अहिले लाइभ',
  watch: (name) => `${name} अहिले लाइभ: हेर्नुहोस्`,
};
