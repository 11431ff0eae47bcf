import { limits } from '../limits.ts';

const CENSORED = '[redacted]';

/** Words that make a field secret wherever they stand in its name, and those that do at its end. */
const secretWord = /password|passphrase|secret|authorization|cookie|credential|apikey|privatekey|mongouri/i;
const secretEnding = /(?:token|ticket|resume|key|email|phone|pepper|otp)s?$/i;

/** Whether the values of a field of this name never reach a log. Names of other styles (`api_key`, `set-cookie`) count alike. */
export function isSecretName(name: string): boolean {
  const plain = name.replaceAll(/[^A-Za-z0-9]/g, '');
  return secretWord.test(plain) || secretEnding.test(plain);
}

/** What texts hold that is nobody's business, wherever they come from: messages of drivers above all. */
const secretTexts: readonly (readonly [hint: string, pattern: RegExp, instead: string])[] = [
  // User and password of an address.
  ['://', /(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi, `$1${CENSORED}@`],
  // Signed tokens.
  ['eyJ', /\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, CENSORED],
  // MongoDB tells the values of a key that is there already.
  ['dup key', /dup key: \{[^}]*\}/g, `dup key: ${CENSORED}`],
  // E-mail addresses.
  ['@', /[\w.%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}\b/gi, CENSORED],
];

const bearer = /\b(Bearer|DPoP|Basic)\s+[\w.~+/-]{8,}=*/gi;

/** A text as logs show it: bounded, without addresses' passwords, tokens, e-mail addresses and values of duplicate keys. */
export function textForLog(text: string): string {
  let shown = text.length > limits.logTextCharsMax ? `${text.slice(0, limits.logTextCharsMax)}…` : text;
  for (const [hint, pattern, instead] of secretTexts) {
    if (shown.includes(hint)) shown = shown.replaceAll(pattern, instead);
  }
  return shown.replaceAll(bearer, `$1 ${CENSORED}`);
}

/**
 * Any value as logs show it: plain JSON of bounded depth, width and length, in which no field of a secret name has a value, at
 * any depth, in lists, maps and what an error was caused by. Of errors only chosen parts are kept: drivers hang more on
 * theirs (ioredis the command with its arguments, MongoDB the document). Never throws, whatever getters do.
 */
export function valueForLog(value: unknown): unknown {
  return shown(value, 0, []);
}

/** {@link valueForLog} of the fields of a line. */
export function fieldsForLog(fields: object): Record<string, unknown> {
  return entriesForLog(fields, 0, [fields]);
}

function shown(value: unknown, depth: number, above: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
      return textForLog(value);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    case 'bigint':
      return value.toString();
    case 'object':
      return value === null ? null : objectForLog(value, depth, above);
    default:
      // Functions and symbols say nothing; neither does undefined.
      return undefined;
  }
}

function objectForLog(value: object, depth: number, above: readonly object[]): unknown {
  if (above.includes(value)) return '[circular]';
  if (depth >= limits.logDepthMax) return '[too deep]';
  const inside = [...above, value];
  try {
    if (value instanceof Error) return errorForLog(value, depth, inside);
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (Array.isArray(value) || value instanceof Set) return listForLog([...value], depth, inside);
    if (value instanceof Map) return entriesForLog(Object.fromEntries(value), depth, inside);
    // Dates, addresses, ids of MongoDB.
    if ('toJSON' in value && typeof value.toJSON === 'function') return shown(value.toJSON(), depth + 1, inside);
    return entriesForLog(value, depth, inside);
  } catch {
    return '[unreadable]';
  }
}

function entriesForLog(value: object, depth: number, inside: readonly object[]): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const names = Object.keys(value);
  for (const name of names.slice(0, limits.logEntriesMax)) {
    const entry = isSecretName(name) ? CENSORED : shown(Reflect.get(value, name), depth + 1, inside);
    // Not by assignment: `__proto__` would not become a field.
    if (entry !== undefined)
      Object.defineProperty(out, name, { value: entry, enumerable: true, configurable: true, writable: true });
  }
  if (names.length > limits.logEntriesMax) out.more = names.length - limits.logEntriesMax;
  return out;
}

function listForLog(values: readonly unknown[], depth: number, inside: readonly object[]): unknown[] {
  const kept = values.slice(0, limits.logEntriesMax).map((entry) => shown(entry, depth + 1, inside) ?? null);
  return values.length > limits.logEntriesMax ? [...kept, `… ${values.length - limits.logEntriesMax} more`] : kept;
}

function errorForLog(error: Error, depth: number, inside: readonly object[]): object {
  const { name, message, stack } = error;
  const code =
    'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : undefined;
  const command = commandNameOf(error);
  const inner = (value: unknown): unknown =>
    value instanceof Error ? objectForLog(value, depth + 1, inside) : { type: typeof value };
  return {
    type: name,
    message: textForLog(String(message)),
    ...(typeof stack === 'string' ? { stack: textForLog(stack) } : {}),
    ...(code === undefined ? {} : { code }),
    ...(command === undefined ? {} : { command }),
    ...(error.cause === undefined ? {} : { cause: inner(error.cause) }),
    ...(error instanceof AggregateError ? { errors: error.errors.slice(0, limits.logDepthMax).map(inner) } : {}),
  };
}

/** The name of a driver's command, never its arguments. */
function commandNameOf(error: Error): string | undefined {
  if (!('command' in error) || typeof error.command !== 'object' || error.command === null) return undefined;
  return 'name' in error.command && typeof error.command.name === 'string' ? error.command.name : undefined;
}
