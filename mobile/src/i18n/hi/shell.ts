import type { Catalogue } from '../catalogue.ts';

export const shell: Catalogue['shell'] = {
  app: { name: 'HaloBuzz', tagline: 'चैट, लाइक और गिफ़्ट वाले लाइव रूम।' },
  nav: {
    label: 'मुख्य',
    lobby: 'अभी लाइव',
    goLive: 'लाइव जाएँ',
    wallet: 'वॉलेट',
    account: 'खाता',
    signIn: 'साइन इन करें',
    signUp: 'खाता बनाएँ',
    signOut: 'साइन आउट',
    back: 'लॉबी में वापस जाएँ',
  },
  notFound: { title: 'यहाँ कुछ नहीं है', lead: 'पेज कहीं और चला गया होगा, या पते में ग़लती है।' },
};
