/** `23 Nov 2026, 20:11:05` in the reader's own zone. */
export function timeText(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return at.toLocaleString('en-GB', {
    ...({ day: 'numeric', month: 'short', year: 'numeric' } as const),
    ...({ hour: '2-digit', minute: '2-digit', second: '2-digit' } as const),
  });
}

const steps = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** `5 minutes ago`, `in 3 days`, `now`. */
export function agoText(iso: string, nowMs: number): string {
  const awayMs = new Date(iso).getTime() - nowMs;
  if (Number.isNaN(awayMs)) return '';
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'always' });
  for (const [unit, ms] of steps) if (Math.abs(awayMs) >= ms) return words.format(Math.trunc(awayMs / ms), unit);
  return 'now';
}

/** `2 d 3 h`, `4 min`, `12 s`: how long something took or lasts. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
