/**
 * The same time of the day so many months later, in UTC; the last day of a month that is shorter. As Regulation 1182/71
 * counts periods in months, Article 3(2)(c).
 */
export function monthsAfter(atMs: number, months: number): number {
  const at = new Date(atMs);
  const lastDay = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months + 1, 0)).getUTCDate();
  const moved = new Date(atMs);
  moved.setUTCDate(1);
  moved.setUTCMonth(at.getUTCMonth() + months);
  moved.setUTCDate(Math.min(at.getUTCDate(), lastDay));
  return moved.getTime();
}
