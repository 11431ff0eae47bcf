import type { Catalogue } from '../catalogue.ts';

export const stepUp: Catalogue['stepUp'] = {
  title: 'यो तपाईं नै हो भनी पुष्टि गर्नुहोस्',
  lead: 'यो महत्त्वपूर्ण भएकाले अगाडि बढ्नुअघि फेरि सोध्छौँ। पाँच मिनेटसम्म मान्य हुन्छ।',
  method: 'तरिका',
  methods: {
    totp: 'अथेन्टिकेटर एप',
    sms: 'एसएमएस',
    email: 'इमेल',
    backup_code: 'ब्याकअप कोड',
  },
  password: 'पासवर्ड',
  code: '6 अङ्कको कोड',
  backupCode: 'तपाईंको कुनै एउटा ब्याकअप कोड',
  send: 'मलाई कोड पठाउनुहोस्',
  sent: (hint) => `${hint} मा कोड आउँदैछ।`,
  passwordMissing: 'आफ्नो पासवर्ड लेख्नुहोस्।',
  codeWrong: 'कोड 6 अङ्कको हुन्छ।',
  backupCodeMissing: 'आफ्नो कुनै एउटा ब्याकअप कोड लेख्नुहोस्।',
  submit: 'अगाडि बढ्नुहोस्',
  passkeyOnly: 'तपाईंको खाता पासकीले पुष्टि हुन्छ, जुन यो एपले अझै चलाउन सक्दैन।',
};
