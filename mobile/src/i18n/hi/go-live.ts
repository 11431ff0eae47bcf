import type { Catalogue } from '../catalogue.ts';

export const goLive: Catalogue['goLive'] = {
  title: 'लाइव जाएँ',
  lead: 'अपने ब्रॉडकास्ट को नाम दें और रूम खोलें।',
  roomTitle: 'शीर्षक',
  roomTitleHint: 'लोग क्या देखेंगे?',
  roomTitleMissing: 'अपने ब्रॉडकास्ट को शीर्षक दें।',
  category: 'श्रेणी',
  submit: 'ब्रॉडकास्ट शुरू करें',
};
