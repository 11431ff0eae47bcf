import { logLevels, ownFieldName } from '@halobuzz/core/observability/log-fields';
import { fieldsForLog } from '@halobuzz/core/observability/redact';
import { type DestinationStream, type Logger, pino } from 'pino';
import { requestScope } from './request-scope.ts';

export type { Logger } from 'pino';

export interface LogOptions {
  /** Which kind of process. */
  readonly name: string;
  /** Which of them, where there are several. */
  readonly node?: string;
  readonly level: string;
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/**
 * A JSON logger (pino), one line an event, as core/src/observability/log-line.ts describes it. Whatever is logged becomes plain
 * JSON first, without secrets at any depth. Lines of a request carry its ids.
 */
export function createLog(options: LogOptions): Logger {
  return pino(
    {
      base: { name: options.name, ...(options.node === undefined ? {} : { node: options.node }), pid: process.pid },
      level: options.level,
      timestamp: pino.stdTimeFunctions.isoTime,
      // pino would give an error that stands under this name to a serializer of its own, after ours.
      serializers: { err: (err: unknown) => err },
      mixin: idsOfRequest,
      formatters: { level: (label) => ({ level: label }), log: ownFields, bindings: (bindings) => bindings },
    },
    options.destination ?? pino.destination({ fd: 1, sync: false }),
  );
}

function idsOfRequest(): object {
  const scope = requestScope();
  if (scope === undefined) return {};
  const { requestId, trace } = scope;
  return {
    ...(requestId === undefined ? {} : { requestId }),
    ...(trace === undefined ? {} : { traceId: trace.traceId, spanId: trace.spanId }),
  };
}

function ownFields(fields: object): Record<string, unknown> {
  const shown = fieldsForLog(fields);
  // Nearly no line has such a field.
  if (!Object.keys(shown).some((name) => ownFieldName(name) !== name)) return shown;
  return Object.fromEntries(Object.entries(shown).map(([name, value]) => [ownFieldName(name), value]));
}

/** Logs from `debug` on for `periodMs`, or again as before when that is so already. Answers with the level that holds now. */
export function toggleDebug(log: Logger, usual: string, periodMs: number): string {
  const known = debugTimers.get(log);
  clearTimeout(known);
  debugTimers.delete(log);
  log.level = known === undefined ? moreOf(usual) : usual;
  if (known === undefined) {
    const timer = setTimeout(() => toggleDebug(log, usual, periodMs), periodMs);
    timer.unref();
    debugTimers.set(log, timer);
  }
  return log.level;
}

const debugTimers = new WeakMap<Logger, NodeJS.Timeout>();

function moreOf(usual: string): string {
  return usual === logLevels[0] ? usual : 'debug';
}

/** An address without user name and password, for logs. */
export function addressForLog(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return '(not an address)';
  parsed.username = '';
  parsed.password = '';
  return parsed.toString();
}
