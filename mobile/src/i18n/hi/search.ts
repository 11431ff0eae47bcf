import type { Catalogue } from '../catalogue.ts';

export const search: Catalogue['search'] = {
  title: 'खोज',
  field: 'खोजें',
  hint: 'प्रसारण: शीर्षक, होस्ट या टैग से; होस्ट: नाम से',
  kind: 'क्या खोजना है',
  kinds: { streams: 'लाइव प्रसारण', hosts: 'होस्ट' },
  tooShort: 'कम से कम दो अक्षर या अंक लिखें।',
  searching: 'खोजा जा रहा है…',
  found: (count, more, query) =>
    count === 0 ? `“${query}” के लिए कुछ नहीं मिला` : `“${query}” के लिए ${count}${more ? '+' : ''} मिले`,
  nothing: (query) => `“${query}” के लिए कुछ नहीं मिला। वर्तनी जाँचें, या कम शब्दों से खोजें।`,
  toLobby: 'देखें, अभी क्या लाइव है',
  recent: 'हाल की खोजें',
  clearAll: 'सब मिटाएँ',
  forget: 'हटाएँ',
  forgetOne: (search) => `हाल की खोजों से “${search}” हटाएँ`,
  searchFor: (search) => `“${search}” खोजें`,
  broadcasts: (_count, text) => `${text} प्रसारण`,
  liveNow: 'अभी लाइव',
  watch: (name) => `${name} अभी लाइव हैं: देखें`,
};
