import type { Catalogue } from '../i18n/catalogue.ts';

/** Amounts, counts, sizes and times as the language writes them. Digits are Latin in every language (ADR 0028). */
export interface Format {
  /** `1,234,567`, or `12,34,567`. */
  readonly amount: (amount: string | bigint) => string;
  /** Short counts: `999`, `1.2K`, `12.8K`. Rounded down, so that a count never shows more than there are. */
  readonly count: (count: number) => string;
  /** `812 bytes`, `47 KB`, `1.2 MB`: rounded up, in thousands. */
  readonly bytes: (bytes: number) => string;
  /** `1:02:03` or `2:03` for a number of seconds. */
  readonly duration: (seconds: number) => string;
  /** Day and time of an ISO time, in the device's zone: `22 Nov 2026, 14:05`. */
  readonly time: (iso: string) => string;
  /** `22 Nov 2026`, in the device's zone. */
  readonly date: (iso: string) => string;
}

/** Where a comma stands: before the last three digits, and before each two or three before those. */
const pairs = /\B(?=(?:\d{2})*\d{3}$)/g;
const threes = /\B(?=(?:\d{3})+$)/g;

export function formatOf(words: Catalogue['format']): Format {
  const groups = words.furtherGroupDigits === 2 ? pairs : threes;
  const dateOf = (date: Date): string =>
    words.date(date.getDate().toString(), words.months[date.getMonth()] ?? '', date.getFullYear().toString());
  return {
    amount: (amount) => amount.toString().replace(groups, ','),
    count: (count) => {
      for (const { from, unit } of words.countUnits) {
        if (count < from) continue;
        const value = count / from;
        const digits = value < 100 ? 10 : 1;
        return `${Math.floor(value * digits) / digits}${unit}`;
      }
      return count.toString();
    },
    bytes: (bytes) => {
      if (bytes < 1_000) return words.bytes(bytes);
      if (bytes < 1_000_000) return words.kilobytes(Math.ceil(bytes / 1_000).toString());
      return words.megabytes((Math.ceil(bytes / 100_000) / 10).toString());
    },
    duration: (seconds) => {
      const whole = Math.max(0, Math.floor(seconds));
      const hours = Math.floor(whole / 3_600);
      const minutes = Math.floor((whole % 3_600) / 60);
      const tail = pad(whole % 60);
      return hours > 0 ? `${hours}:${pad(minutes)}:${tail}` : `${minutes}:${tail}`;
    },
    time: (iso) => {
      const date = new Date(iso);
      return words.time(dateOf(date), `${pad(date.getHours())}:${pad(date.getMinutes())}`);
    },
    date: (iso) => dateOf(new Date(iso)),
  };
}

function pad(value: number): string {
  return value.toString().padStart(2, '0');
}
