import type { Catalogue } from '../catalogue.ts';

export const settings: Catalogue['settings'] = {
  title: 'सेटिंग',
  lead: 'सिर्फ़ इस डिवाइस के लिए। तुरंत लागू होती हैं।',
  open: 'सेटिंग',
  openLead: 'भाषा, रंग-रूप, डेटा और एनिमेशन',
  language: 'भाषा',
  languageIs: (name) => `भाषा: ${name}`,
  languageFailed: 'वह भाषा लोड नहीं हो पाई। अपना नेटवर्क जाँचें और फिर से कोशिश करें।',
  appearance: 'रंग-रूप',
  appearances: { system: 'डिवाइस जैसा', light: 'हल्का', dark: 'गहरा' },
  textSize: 'अक्षरों का आकार आपके डिवाइस या ब्राउज़र के अनुसार रहता है।',
  dataSaver: 'डेटा बचाएँ',
  dataSaverLead: 'रूम सिर्फ़ आवाज़ से शुरू होते हैं; तस्वीर आपके कहने पर आती है।',
  lessMotion: 'कम एनिमेशन',
  lessMotionLead: 'दिल, गिफ़्ट और बदलाव स्थिर रहते हैं, चाहे डिवाइस उन्हें हिलने दे।',
  storedLead: 'यह ऐप यहाँ जो कुछ याद रखता है',
};
