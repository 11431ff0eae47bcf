import type { Catalogue } from '../catalogue.ts';

export const gifts: Catalogue['gifts'] = {
  open: 'गिफ़्ट',
  title: 'गिफ़्ट भेजें',
  balance: 'आपके कॉइन',
  each: (coins) => `हर एक ${coins}`,
  quantity: 'कितने',
  ask: (name, quantity, coins) => `${coins} में ${quantity} × ${name} भेजें?`,
  confirm: 'गिफ़्ट भेजें',
  sending: 'भेज रहे हैं…',
  accepted: (name) => `${name} रूम में पहुँच गया। खाते में दर्ज हो रहा है…`,
  confirmed: (name) => `${name} खाते में दर्ज हो गया।`,
  tooFew: 'इसके लिए कॉइन कम हैं।',
  none: 'अभी भेजने के लिए कोई गिफ़्ट नहीं है।',
  unverified: 'गिफ़्ट भेजने के लिए अपना ईमेल पता पुष्ट करें।',
};
