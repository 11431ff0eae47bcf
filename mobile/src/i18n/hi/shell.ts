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
  skip: 'सीधे सामग्री पर जाएँ',
  offline: 'आप ऑफ़लाइन हैं। जो दिख रहा है वह पुराना हो सकता है।',
  maintenance: 'HaloBuzz में रखरखाव चल रहा है।',
  maintenanceUntil: (time: string) => `पूरा होने का अनुमान: ${time}।`,
  newVersion: 'HaloBuzz का नया संस्करण आ गया है।',
  takeVersion: 'अभी खोलें',
  notLoaded: 'HaloBuzz का यह हिस्सा लोड नहीं हुआ। नेटवर्क जाँचकर फिर कोशिश करें।',
  fault: { title: 'यहाँ कुछ गड़बड़ हो गई', lead: 'बाक़ी HaloBuzz चल रहा है। फिर कोशिश करें, या लॉबी में वापस जाएँ।' },
};
