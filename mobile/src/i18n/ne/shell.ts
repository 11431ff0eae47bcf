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
  skip: 'सीधै सामग्रीमा जानुहोस्',
  offline: 'तपाईं अफलाइन हुनुहुन्छ। देखिएका कुरा पुराना हुन सक्छन्।',
  maintenance: 'HaloBuzz मर्मत हुँदैछ।',
  maintenanceUntil: (time: string) => `सकिने अनुमान: ${time}।`,
  newVersion: 'HaloBuzz को नयाँ संस्करण आएको छ।',
  takeVersion: 'अहिले खोल्नुहोस्',
  notLoaded: 'HaloBuzz को यो भाग लोड भएन। नेटवर्क जाँचेर फेरि प्रयास गर्नुहोस्।',
  fault: { title: 'यहाँ केही गडबड भयो', lead: 'HaloBuzz का अरू भाग चल्दैछन्। फेरि प्रयास गर्नुहोस्, वा लबीमा फर्कनुहोस्।' },
};
