import type { Catalogue } from '../catalogue.ts';

export const gifts: Catalogue['gifts'] = {
  open: 'उपहार',
  title: 'उपहार पठाउनुहोस्',
  balance: 'तपाईंका कोइन',
  each: (coins) => `एउटाको ${coins}`,
  quantity: 'कति वटा',
  ask: (name, quantity, coins) => `${coins} मा ${quantity} × ${name} पठाउने हो?`,
  confirm: 'उपहार पठाउनुहोस्',
  sending: 'पठाउँदै…',
  accepted: (name) => `${name} रुममा पुग्यो। खातामा लेखिँदैछ…`,
  confirmed: (name) => `${name} खातामा लेखियो।`,
  tooFew: 'यसका लागि कोइन पुगेन।',
  none: 'अहिले पठाउन मिल्ने उपहार छैन।',
  unverified: 'उपहार पठाउन आफ्नो इमेल ठेगाना पुष्टि गर्नुहोस्।',
};
