import type { Catalogue } from '../catalogue.ts';

export const verify: Catalogue['verify'] = {
  title: 'अपना ईमेल देखें',
  lead: (email) => `हमने ${email} पर 6 अंकों का कोड भेजा है।`,
  code: 'कोड',
  codeWrong: 'कोड 6 अंकों का होता है।',
  submit: 'पुष्टि करें',
  resend: 'नया कोड भेजें',
  resent: 'नया कोड भेज दिया गया है।',
  later: 'बाद में',
  mailbox: 'डेवलपमेंट मेलबॉक्स खोलें',
  done: 'आपका ईमेल पता पुष्ट हो गया है।',
  banner: 'लाइव जाने और गिफ़्ट भेजने के लिए अपना ईमेल पता पुष्ट करें।',
  bannerAction: 'अभी पुष्टि करें',
};
