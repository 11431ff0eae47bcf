import type { Catalogue } from '../catalogue.ts';

export const verify: Catalogue['verify'] = {
  title: 'आफ्नो इमेल हेर्नुहोस्',
  lead: (email) => `हामीले ${email} मा 6 अङ्कको कोड पठायौँ।`,
  code: 'कोड',
  codeWrong: 'कोड 6 अङ्कको हुन्छ।',
  submit: 'पुष्टि गर्नुहोस्',
  resend: 'नयाँ कोड पठाउनुहोस्',
  resent: 'नयाँ कोड आउँदैछ।',
  later: 'पछि गर्छु',
  mailbox: 'विकासको मेलबक्स खोल्नुहोस्',
  done: 'तपाईंको इमेल ठेगाना पुष्टि भयो।',
  banner: 'लाइभ जान र उपहार पठाउन आफ्नो इमेल ठेगाना पुष्टि गर्नुहोस्।',
  bannerAction: 'अहिले पुष्टि गर्नुहोस्',
};
