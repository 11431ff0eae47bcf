import type { Catalogue } from '../catalogue.ts';

export const stepUp: Catalogue['stepUp'] = {
  title: 'पुष्टि करें कि यह आप ही हैं',
  lead: 'यह अहम है, इसलिए आगे बढ़ने से पहले हम फिर पूछते हैं। यह पाँच मिनट तक मान्य रहता है।',
  method: 'तरीका',
  methods: {
    passkey: 'पासकी',
    totp: 'ऑथेंटिकेटर ऐप',
    sms: 'एसएमएस',
    email: 'ईमेल',
    backup_code: 'बैकअप कोड',
  },
  password: 'पासवर्ड',
  code: '6 अंकों का कोड',
  backupCode: 'आपका कोई एक बैकअप कोड',
  send: 'मुझे कोड भेजें',
  sent: (hint) => `${hint} पर कोड भेज दिया गया है।`,
  passwordMissing: 'अपना पासवर्ड डालें।',
  codeWrong: 'कोड 6 अंकों का होता है।',
  backupCodeMissing: 'अपना कोई एक बैकअप कोड डालें।',
  submit: 'आगे बढ़ें',
  sendTo: (hint) => `${hint} पर कोड भेजें`,
  usePasskey: 'अपनी पासकी इस्तेमाल करें',
  passkeyGivenUp: 'सवाल बंद कर दिया गया। तैयार होने पर फिर कोशिश करें।',
  passkeyFailed: 'यह पासकी यहाँ नहीं चली। फिर कोशिश करें या कोई और तरीका चुनें।',
  passkeyOnly: 'आपका खाता पासकी से पुष्ट होता है, जिसे यह डिवाइस नहीं चला सकता। पासकी वाले डिवाइस पर आगे बढ़ें।',
};
