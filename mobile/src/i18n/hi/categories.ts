import type { Catalogue } from '../catalogue.ts';

export const categories: Catalogue['categories'] = {
  music: 'संगीत',
  talk: 'बातचीत',
  gaming: 'गेमिंग',
  dance: 'डांस',
  food: 'खाना',
  sports: 'खेल',
  education: 'सीखना',
  other: 'अन्य',
};
