import type { Catalogue } from '../catalogue.ts';

export const legal: Catalogue['legal'] = {
  names: { privacy: 'गोपनीयता नीति', terms: 'उपयोग की शर्तें', cookies: 'कुकी और स्टोरेज' },
  links: 'कानूनी',
  version: (version, since) => `संस्करण ${version}, ${since} से लागू`,
  changes: (changes) => `नया क्या है: ${changes}`,
  page: 'छापने लायक पेज के रूप में खोलें',
  acceptTerms: 'खाता बनाकर आप यह स्वीकार करते हैं:',
  and: 'हम आपके डेटा का क्या करते हैं, यहाँ लिखा है:',
  storedTitle: 'इस डिवाइस पर रखा गया',
  storedLead:
    'HaloBuzz इस ब्राउज़र या फ़ोन में जो कुछ भी रखता है, वह सब यही है। यह सब आपके माँगे काम के लिए ज़रूरी है, इसलिए किसी अनुमति की ज़रूरत नहीं; इसे कोई और नहीं पढ़ता, और यह कहीं और आपका पीछा नहीं करता। हम कोई कुकी नहीं रखते।',
  storedWhere: { web: 'इस ब्राउज़र के लोकल स्टोरेज में', app: 'इस फ़ोन के अपने सुरक्षित स्टोरेज में' },
  until: (when) => `कब तक: ${when}`,
  storedNow: 'अभी रखा है',
  notStored: 'अभी नहीं रखा',
  termsDue: 'हमारी उपयोग की शर्तें बदल गई हैं।',
  termsRead: 'पढ़ें',
  termsAccept: 'मुझे स्वीकार है',
};
