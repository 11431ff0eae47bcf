import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Field names whose values never reach a log, at the top level and one level down. */
const secretFields = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'ticket',
  'resume',
  'key',
  'email',
  'mongoUri',
  'resumeKey',
  'checkpointKey',
];

export interface LogOptions {
  readonly name: string;
  readonly level: string;
  /** Default: standard output. */
  readonly destination?: DestinationStream;
}

/**
 * An error as logs show it: these fields and no others. Drivers hang more on theirs: ioredis the command with all its
 * arguments (passwords of `AUTH`, subject ids, what was said), MongoDB the values of a duplicate key.
 */
function errorForLog(error: Error): object {
  const { type, message, stack } = pino.stdSerializers.err(error);
  const code = 'code' in error ? { code: error.code } : {};
  const command = commandNameOf(error);
  const inner = error instanceof AggregateError ? { errors: error.errors.map(innerForLog) } : {};
  return { type, message, stack, ...code, ...(command === undefined ? {} : { command }), ...inner };
}

function innerForLog(error: unknown): object | string {
  return error instanceof Error ? errorForLog(error) : typeof error;
}

function commandNameOf(error: Error): string | undefined {
  if (!('command' in error) || typeof error.command !== 'object' || error.command === null) return undefined;
  return 'name' in error.command && typeof error.command.name === 'string' ? error.command.name : undefined;
}

/** A JSON logger (pino), one line an event, times in ISO 8601. Addresses lose their passwords. */
export function createLog(options: LogOptions): Logger {
  return pino(
    {
      name: options.name,
      level: options.level,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
      serializers: { err: errorForLog },
    },
    options.destination ?? pino.destination({ fd: 1, sync: false }),
  );
}

/** An address without user name and password, for logs. */
export function addressForLog(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null) return '(not an address)';
  parsed.username = '';
  parsed.password = '';
  return parsed.toString();
}
