export type LogLevel = 'info' | 'warn' | 'error';
type LogValue = string | number | boolean | null | readonly string[] | undefined;

/**
 * Writes one line of JSON: when in UTC, how grave, what, and fields. The only way the edge logs, so that texts from
 * outside can neither break a line nor pass for a field of ours. Fields hold no credentials, codes, names or addresses
 * (docs/security/logging.md).
 */
export function logLine(level: LogLevel, message: string, fields: Readonly<Record<string, LogValue>> = {}): void {
  const line = JSON.stringify({ ...fields, time: new Date().toISOString(), level, message });
  console[level](line.replaceAll(UNSAFE, escaped));
}

// JSON leaves these as they are: terminals obey some of them, and some readers take the last two for line breaks.
const UNSAFE = /[\u007f-\u009f\u2028\u2029]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
