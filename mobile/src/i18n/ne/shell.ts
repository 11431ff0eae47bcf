import type { Catalogue } from '../catalogue.ts';

export const shell: Catalogue['shell'] = {
  app: { name: 'HaloBuzz', tagline: 'च्याट, लाइक र उपहारसहितका लाइभ रुम।' },
  nav: {
    label: 'मुख्य',
    lobby: 'अहिले लाइभ',
    goLive: 'लाइभ जानुहोस्',
    wallet: 'वालेट',
    account: 'खाता',
    signIn: 'साइन इन गर्नुहोस्',
    signUp: 'खाता खोल्नुहोस्',
    signOut: 'साइन आउट',
    back: 'लबीमा फर्कनुहोस्',
  },
  notFound: { title: 'यहाँ केही छैन', lead: 'पेज अन्तै सरेको हुन सक्छ, वा ठेगानामा गल्ती छ।' },
};
