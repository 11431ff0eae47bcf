import { limits } from './limits.ts';

// Days are `YYYY-MM-DD`, which compare as they follow each other, those that no calendar has too.

/**
 * Whether somebody born on that day is an adult. Who was born on a leap day is a year older on 1 March of other years.
 * @param today of UTC, for a person's own time zone is not known
 */
export function isAdultOn(birthDate: string, today: string): boolean {
  return isOfAgeOn(birthDate, limits.adultYearsMin, today);
}

/** Whether somebody born on that day has reached an age, in years. */
export function isOfAgeOn(birthDate: string, years: number, today: string): boolean {
  return today >= yearsAfter(birthDate, years);
}

/** Why a day cannot be somebody's birth date; undefined when it can. */
export function birthDateProblem(birthDate: string, today: string): string | undefined {
  if (birthDate > today) return 'must not lie in the future';
  if (today >= yearsAfter(birthDate, limits.ageYearsMax)) return `must be less than ${limits.ageYearsMax} years ago`;
  return undefined;
}

/** The same day so many years later; what no calendar has stands for the day behind it. */
export function yearsAfter(day: string, years: number): string {
  return `${String(Number(day.slice(0, 4)) + years).padStart(4, '0')}${day.slice(4)}`;
}
