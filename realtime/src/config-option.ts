import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { z } from 'zod';
import { isMongoUri } from './in-the-clear.ts';

/**
 * One setting of a process: its environment variable, type, default and the sentence that stands in the generated
 * configuration page. A secret has no default of its own, only one for development, which production refuses.
 */
export interface ConfigOption<T> {
  readonly env: string;
  readonly help: string;
  readonly schema: z.ZodType<T, string>;
  readonly default?: string;
  readonly developmentDefault?: string;
  readonly secret: boolean;
  /** Values that production refuses. */
  readonly refusedInProduction: readonly string[];
  /** Whether this value would be used without TLS; production refuses it then. */
  readonly inTheClear?: (text: string) => boolean;
  /** Absent is allowed and gives undefined; `not_in_production`: elsewhere only. */
  readonly optional: boolean | 'not_in_production';
}

export type ConfigSpec = Readonly<Record<string, ConfigOption<unknown>>>;
export type ConfigOf<S extends ConfigSpec> = {
  readonly [K in keyof S]: S[K] extends ConfigOption<infer T> ? T : never;
};

export type Environment = Readonly<Record<string, string | undefined>>;

interface OptionDetails {
  readonly default?: string;
  readonly developmentDefault?: string;
  readonly secret?: boolean;
  readonly refusedInProduction?: readonly string[];
  readonly inTheClear?: (text: string) => boolean;
  readonly optional?: 'not_in_production';
}

export function option<T>(
  env: string,
  schema: z.ZodType<T, string>,
  help: string,
  details: OptionDetails = {},
): ConfigOption<T> {
  return {
    env,
    schema,
    help,
    secret: false,
    refusedInProduction: [],
    optional: false,
    ...details,
  };
}

/** A setting that may be absent. */
export function optionalOption<T>(
  env: string,
  schema: z.ZodType<T, string>,
  help: string,
  details: OptionDetails = {},
): ConfigOption<T | undefined> {
  return { env, schema, help, secret: false, refusedInProduction: [], optional: true, ...details };
}

/** Every problem of a process's environment, one readable line each. Never holds a value: it may be a secret. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration has ${problems.length} problem(s):\n${problems.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Reads a process's settings. `HALOBUZZ_ENV` decides whether development defaults apply. `<NAME>_FILE` names a file that
 * holds the value instead (a mounted secret); its last line break is dropped. Throws a {@link ConfigError}
 * that names every problem at once.
 */
export function loadConfig<S extends ConfigSpec>(spec: S, environment: Environment): ConfigOf<S> {
  const production = environment.HALOBUZZ_ENV === 'production';
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, entry] of Object.entries(spec)) {
    const given = givenText(entry.env, environment, problems);
    if (given === UNREADABLE) continue;
    const text = given === undefined || given === '' ? defaultOf(entry, production) : given;
    if (text === undefined) {
      if (entry.optional === false || (production && entry.optional === 'not_in_production'))
        problems.push(`${entry.env}: not set (${entry.help})`);
      continue;
    }
    if (production && (entry.refusedInProduction.includes(text) || text === entry.developmentDefault)) {
      problems.push(`${entry.env}: this value is for development only (${entry.help})`);
      continue;
    }
    if (production && entry.inTheClear?.(text)) {
      problems.push(`${entry.env}: must use TLS in production (${entry.help})`);
      continue;
    }
    const parsed = entry.schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(`${entry.env}: ${parsed.error.issues.map((issue) => issue.message).join('; ')} (${entry.help})`);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  // Every key of the spec was parsed by its own schema above, or a problem was thrown; optional ones may be absent.
  return values as ConfigOf<S>;
}

const UNREADABLE = Symbol('a setting whose file cannot be read');

/** The text of a setting: its variable, or the file that `<NAME>_FILE` names, as secret stores mount them. */
function givenText(name: string, environment: Environment, problems: string[]): string | typeof UNREADABLE | undefined {
  const text = environment[name];
  const file = environment[`${name}_FILE`];
  if (file === undefined || file === '') return text;
  if (text !== undefined && text !== '') {
    problems.push(`${name}: set both by itself and by ${name}_FILE`);
    return UNREADABLE;
  }
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    problems.push(`${name}_FILE: cannot be read${code}`);
    return UNREADABLE;
  }
}

function defaultOf(entry: ConfigOption<unknown>, production: boolean): string | undefined {
  if (entry.default !== undefined) return entry.default;
  return production ? undefined : entry.developmentDefault;
}

// Types of settings, all from text.

export const textSetting: z.ZodType<string, string> = z.string().min(1);

export function integerSetting(min: number, max: number): z.ZodType<number, string> {
  return z
    .string()
    .regex(/^[0-9]{1,15}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`));
}

export const portSetting = integerSetting(0, 65_535);

export const booleanSetting: z.ZodType<boolean, string> = z
  .enum(['true', 'false'], 'must be true or false')
  .transform((text) => text === 'true');

export function choiceSetting<const T extends readonly [string, ...string[]]>(values: T): z.ZodType<T[number], string> {
  // A zod enum takes and gives only its own values; the input type is widened to any text, which it refuses.
  return z.enum(values, `must be one of ${values.join(', ')}`) as unknown as z.ZodType<T[number], string>;
}

export function urlSetting(...protocols: readonly string[]): z.ZodType<string, string> {
  return z.string().refine(
    (text) => {
      const url = URL.parse(text);
      return url !== null && protocols.includes(url.protocol.slice(0, -1));
    },
    `must be an address that begins with ${protocols.map((name) => `${name}://`).join(' or ')}`,
  );
}

/** The address of a MongoDB deployment; several hosts with ports are no URL, so it is no {@link urlSetting}. */
export const mongoSetting: z.ZodType<string, string> = z
  .string()
  .refine(isMongoUri, 'must be an address that begins with mongodb:// or mongodb+srv://');

/** A site as browsers name it in `Origin`: scheme, host, port if it is not the default; anything more would never match. */
export function originSetting(...protocols: readonly string[]): z.ZodType<string, string> {
  return z
    .string()
    .pipe(urlSetting(...protocols))
    .refine(
      (text) => URL.parse(text)?.origin === text,
      'must be an origin: scheme, host and port, nothing behind them',
    );
}

/** Comma-separated; blanks around entries are dropped, empty text is an empty list. */
export function listSetting<T>(entry: z.ZodType<T, string>): z.ZodType<readonly T[], string> {
  return z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== ''),
    )
    .pipe(z.array(entry)) as z.ZodType<readonly T[], string>; // zod types the piped array as mutable; readers get it readonly
}

/** An IP address to listen on; a name would listen wherever it happens to lead. */
export const addressSetting: z.ZodType<string, string> = z
  .string()
  .refine((text) => isIP(text) !== 0, 'must be an IP address');

/** An IP address, or a network as `10.0.0.0/8`. */
export const networkSetting: z.ZodType<string, string> = z.string().refine((text) => {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}, 'must be an IP address or a network like 10.0.0.0/8');

/** A key of exactly 32 bytes, base64url. */
export const key32Setting: z.ZodType<Uint8Array, string> = z.string().transform((text, context) => {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.byteLength === 32 && bytes.toString('base64url') === text.replace(/=+$/, '')) return Uint8Array.from(bytes);
  context.addIssue('must be 32 bytes in base64url');
  return z.NEVER;
});

const ed25519PublicJwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string().min(1),
});
const jwksSchema = z.object({ keys: z.array(ed25519PublicJwk).min(1) });
export type PublicKeySet = z.infer<typeof jwksSchema>;

/** A JSON Web Key Set (RFC 7517) of Ed25519 public keys (RFC 8037), each with a `kid`. Private parts are refused. */
export const publicKeysSetting: z.ZodType<PublicKeySet, string> = z.string().transform((text, context) => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    context.addIssue('must be a JSON Web Key Set');
    return z.NEVER;
  }
  const parsed = jwksSchema.safeParse(value);
  if (!parsed.success) {
    context.addIssue('must be a JSON Web Key Set of Ed25519 public keys that have a kid');
    return z.NEVER;
  }
  if (/"d"\s*:/.test(text)) {
    context.addIssue('holds a private key: give the public part only');
    return z.NEVER;
  }
  return parsed.data;
});
