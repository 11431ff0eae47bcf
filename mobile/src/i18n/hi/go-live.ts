import type { Catalogue } from '../catalogue.ts';

export const goLive: Catalogue['goLive'] = {
  title: 'लाइव जाएँ',
  lead: 'अपने प्रसारण को नाम दें और रूम खोलें।',
  roomTitle: 'शीर्षक',
  roomTitleHint: 'लोग क्या देखेंगे?',
  roomTitleMissing: 'अपने प्रसारण को शीर्षक दें।',
  category: 'श्रेणी',
  submit: 'प्रसारण शुरू करें',
};
