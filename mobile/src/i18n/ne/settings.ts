import type { Catalogue } from '../catalogue.ts';

export const settings: Catalogue['settings'] = {
  title: 'सेटिङ',
  lead: 'यो डिभाइसका लागि मात्र। तुरुन्तै लागू हुन्छन्।',
  open: 'सेटिङ',
  openLead: 'भाषा, रूप, डेटा र चलायमान कुरा',
  language: 'भाषा',
  languageIs: (name) => `भाषा: ${name}`,
  languageFailed: 'त्यो भाषा लोड हुन सकेन। आफ्नो नेटवर्क हेरेर फेरि प्रयास गर्नुहोस्।',
  appearance: 'रूप',
  appearances: { system: 'डिभाइस जस्तै', light: 'उज्यालो', dark: 'अँध्यारो' },
  textSize: 'अक्षरको आकार तपाईंको डिभाइस वा ब्राउजर अनुसार हुन्छ।',
  dataSaver: 'डेटा जोगाउनुहोस्',
  dataSaverLead: 'रुम आवाजबाट मात्र सुरु हुन्छ; तपाईंले भन्दा तस्बिर आउँछ।',
  lessMotion: 'कम चलायमान',
  lessMotionLead: 'मुटु, उपहार र दृश्य परिवर्तन स्थिर रहन्छन्, डिभाइसले चल्न दिए पनि।',
  storedLead: 'यो एपले यहाँ सम्झेका सबै कुरा',
};
