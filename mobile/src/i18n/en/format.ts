/** How amounts, counts and times are written. */
export const format = {
  /** Digits of each group of an amount beyond the last three: `1,234,567`. */
  furtherGroupDigits: 3,
  /** Short counts, the largest unit first. */
  countUnits: [
    { from: 1_000_000_000, unit: 'B' },
    { from: 1_000_000, unit: 'M' },
    { from: 1_000, unit: 'K' },
  ],
  bytes: (count: number) => `${count} ${count === 1 ? 'byte' : 'bytes'}`,
  kilobytes: (count: string) => `${count} KB`,
  megabytes: (count: string) => `${count} MB`,
  months: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  date: (day: string, month: string, year: string) => `${day} ${month} ${year}`,
  time: (date: string, clock: string) => `${date}, ${clock}`,
};
