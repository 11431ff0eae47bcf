import type { Catalogue } from '../catalogue.ts';

export const categories: Catalogue['categories'] = {
  music: 'सङ्गीत',
  talk: 'गफगाफ',
  gaming: 'गेमिङ',
  dance: 'नाच',
  food: 'खाना',
  sports: 'खेलकुद',
  education: 'सिकाइ',
  other: 'अन्य',
};
