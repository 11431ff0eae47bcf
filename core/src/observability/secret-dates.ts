import { z } from 'zod';
import { limits } from '../limits.ts';

const day = z.iso.date();

/** SECRET_DATES, `NAME=2026-11-01,OTHER=2026-10-15`: when secrets were made. Gives the days by name. */
export const secretDatesSetting: z.ZodType<ReadonlyMap<string, string>, string> = z
  .string()
  .transform((text, context) => {
    const dates = new Map<string, string>();
    for (const part of text.split(',')) {
      if (part.trim() === '') continue;
      const [, name, date] = /^\s*([A-Z][A-Z0-9_]{0,63})=(\S+)\s*$/.exec(part) ?? [];
      const made = day.safeParse(date);
      if (name === undefined || !made.success) {
        context.addIssue('must be NAME=YYYY-MM-DD, comma-separated');
        return z.NEVER;
      }
      dates.set(name, made.data);
    }
    if (dates.size > limits.secretDatesEntriesMax) {
      context.addIssue(`must name at most ${limits.secretDatesEntriesMax} secrets`);
      return z.NEVER;
    }
    return dates;
  });
