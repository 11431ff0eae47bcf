import type { Catalogue } from '../catalogue.ts';

export const ended: Catalogue['ended'] = {
  title: 'प्रसारण सकियो',
  byHost: 'होस्टले प्रसारण सक्नुभयो।',
  hostLost: 'होस्टको सम्पर्क टुट्यो।',
  moderation: 'मोडरेसनले प्रसारण बन्द गर्‍यो।',
  duration: 'अवधि',
  peak: 'एकै पटक धेरै दर्शक',
  unique: 'जम्मा दर्शक',
  likes: 'लाइक',
  gifts: 'उपहार',
  coins: 'कोइन',
  diamonds: 'कमाएका डायमन्ड',
  notFinal: 'हिसाब मिलाइँदैछ, अझै बढ्न सक्छ।',
  top: 'धेरै उपहार दिनेहरू',
};
