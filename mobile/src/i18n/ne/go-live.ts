import type { Catalogue } from '../catalogue.ts';

export const goLive: Catalogue['goLive'] = {
  title: 'लाइभ जानुहोस्',
  lead: 'आफ्नो प्रसारणको नाम राख्नुहोस् र रुम खोल्नुहोस्।',
  roomTitle: 'शीर्षक',
  roomTitleHint: 'मान्छेले के देख्लान्?',
  roomTitleMissing: 'आफ्नो प्रसारणलाई शीर्षक दिनुहोस्।',
  category: 'विधा',
  submit: 'प्रसारण सुरु गर्नुहोस्',
};
