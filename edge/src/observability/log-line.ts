import { ownFieldName } from '@halobuzz/core/observability/log-fields';
import { fieldsForLog, textForLog } from '@halobuzz/core/observability/redact';
import { requestScope } from './request-scope.ts';

export type LogLevel = 'info' | 'warn' | 'error';
type LogValue = string | number | boolean | null | readonly string[] | undefined;

/**
 * Writes one line of JSON, as core/src/observability/log-line.ts describes it: when in UTC, how grave, what, of which request
 * and trace, and fields. The only way the edge logs, so that texts from outside can neither break a line nor pass for a field
 * of ours. Fields hold no credentials, codes, names or addresses (docs/security/logging.md); what does all the same is redacted.
 */
export function logLine(level: LogLevel, message: string, fields: Readonly<Record<string, LogValue>> = {}): void {
  const scope = requestScope();
  const { traceId, spanId } = scope?.trace?.context ?? {};
  const own = Object.entries(fieldsForLog(fields)).map(([name, value]) => [ownFieldName(name), value]);
  const line = JSON.stringify({
    ...{ time: new Date().toISOString(), level, name: 'edge', msg: textForLog(message) },
    ...{ requestId: scope?.requestId, traceId, spanId },
    ...Object.fromEntries(own),
  });
  console[level](line.replaceAll(UNSAFE, escaped));
}

// JSON leaves these as they are: terminals obey some of them, and some readers take the last two for line breaks.
const UNSAFE = /[\u007f-\u009f\u2028\u2029]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
