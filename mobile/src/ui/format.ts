/** `12 345 678` in the reader's way of grouping is left to the translations; English groups by commas. */
export function formatAmount(amount: string | bigint): string {
  return amount.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Short counts: `999`, `1.2K`, `12.8K`, `350K`, `1.1M`. Rounded down, so that a count never shows more than there are. */
export function formatCount(count: number): string {
  for (const { from, unit } of units) {
    if (count < from) continue;
    const value = count / from;
    const digits = value < 100 ? 10 : 1;
    return `${Math.floor(value * digits) / digits}${unit}`;
  }
  return count.toString();
}

const units = [
  { from: 1_000_000_000, unit: 'B' },
  { from: 1_000_000, unit: 'M' },
  { from: 1_000, unit: 'K' },
] as const;

/** `812 bytes`, `47 KB`, `1.2 MB`: rounded up, in thousands. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1_000)} KB`;
  return `${(Math.ceil(bytes / 100_000) / 10).toString()} MB`;
}

/** `1:02:03` or `2:03` for a number of seconds. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3_600);
  const minutes = Math.floor((whole % 3_600) / 60);
  const tail = `${pad(whole % 60)}`;
  return hours > 0 ? `${hours}:${pad(minutes)}:${tail}` : `${minutes}:${tail}`;
}

function pad(value: number): string {
  return value.toString().padStart(2, '0');
}

/** Day and time of an ISO time, in the device's zone: `22 Nov 2026, 14:05`. */
export function formatTime(iso: string): string {
  const date = new Date(iso);
  return `${formatDate(iso)}, ${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** `22 Nov 2026`, in the device's zone. */
export function formatDate(iso: string): string {
  const date = new Date(iso);
  return `${date.getDate()} ${months[date.getMonth()] ?? ''} ${date.getFullYear()}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
