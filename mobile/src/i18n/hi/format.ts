import type { Catalogue } from '../catalogue.ts';

export const format: Catalogue['format'] = {
  furtherGroupDigits: 2,
  countUnits: [
    { from: 1_000_000_000, unit: ' अरब' },
    { from: 10_000_000, unit: ' करोड़' },
    { from: 100_000, unit: ' लाख' },
    { from: 1_000, unit: ' हज़ार' },
  ],
  bytes: (count) => `${count} बाइट`,
  kilobytes: (count) => `${count} KB`,
  megabytes: (count) => `${count} MB`,
  months: [...['जनवरी', 'फ़रवरी', 'मार्च', 'अप्रैल', 'मई', 'जून', 'जुलाई', 'अगस्त'], ...['सितंबर', 'अक्टूबर', 'नवंबर', 'दिसंबर']],
  date: (day, month, year) => `${day} ${month} ${year}`,
  time: (date, clock) => `${date}, ${clock}`,
};
