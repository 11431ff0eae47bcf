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

/** A JSON logger (pino), one line an event, times in ISO 8601. Addresses lose their passwords. */
export function createLog(options: LogOptions): Logger {
  return pino(
    {
      name: options.name,
      level: options.level,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secretFields.flatMap((field) => [field, `*.${field}`]), censor: '[redacted]' },
      serializers: { err: pino.stdSerializers.err },
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
