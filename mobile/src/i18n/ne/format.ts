import type { Catalogue } from '../catalogue.ts';

export const format: Catalogue['format'] = {
  furtherGroupDigits: 2,
  countUnits: [
    { from: 1_000_000_000, unit: ' अर्ब' },
    { from: 10_000_000, unit: ' करोड' },
    { from: 100_000, unit: ' लाख' },
    { from: 1_000, unit: ' हजार' },
  ],
  bytes: (count) => `${count} बाइट`,
  kilobytes: (count) => `${count} KB`,
  megabytes: (count) => `${count} MB`,
  months: [
    ...['जनवरी', 'फेब्रुअरी', 'मार्च', 'अप्रिल', 'मे', 'जुन', 'जुलाई', 'अगस्ट'],
    ...['सेप्टेम्बर', 'अक्टोबर', 'नोभेम्बर', 'डिसेम्बर'],
  ],
  date: (day, month, year) => `${year} ${month} ${day}`,
  time: (date, clock) => `${date}, ${clock}`,
};
