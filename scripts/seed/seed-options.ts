import { parseArgs } from 'node:util';
import { Problem } from '../problem.ts';
import { fullSeed, type SeedSizes, seedSizes } from './seed-sizes.ts';

export type SeedOptions =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'console';
      readonly sizes: SeedSizes;
      readonly seed: number;
      /** The newest moment of the world; undefined: the beginning of this day, so that a run can go on. */
      readonly untilMs: number | undefined;
      /** Undefined: the stores of the running start. */
      readonly mongo: string | undefined;
      readonly database: string;
      readonly remote: boolean;
    };

export const seedHelp = [
  'npm run seed -- console [options]   fills an empty database with a world as large as the lists of staff are to bear',
  '',
  `  --users <n>       people (${fullSeed.users}); broadcasts, payments, payouts, requests, sanctions and the audit log follow`,
  `  --legs <n>        of the ledger, in real chains (${fullSeed.legs})`,
  `  --reports <n>     reports, and the cases that gather them (${fullSeed.reports})`,
  '  --scale <0–1>     a part of all that (1)',
  '  --seed <n>        another world (1)',
  '  --until <time>    the newest moment in it, ISO 8601 (the beginning of this day)',
  '  --mongo <uri>     where (the stores of a running start)',
  '  --database <name> made and migrated if it is not there (seed)',
  '  --remote          a server that is not on this machine, too',
  '',
  'What was cut off goes on when it is run again with the same options. A database that holds anything is refused.',
].join('\n');

/** Throws a Problem that names what it cannot take. */
export function parseSeedOptions(args: readonly string[]): SeedOptions {
  const { values, positionals } = parse(args);
  if (values.help === true) return { kind: 'help' };
  if (positionals.length !== 1 || positionals[0] !== 'console')
    throw new Problem(`name what to seed: console\n\n${seedHelp}`);
  const whole = (name: 'users' | 'legs' | 'reports'): number =>
    numberOf(name, values[name], fullSeed[name], 1, 1e9, true);
  const sizes = { users: whole('users'), legs: whole('legs'), reports: whole('reports') };
  return {
    kind: 'console',
    sizes: seedSizes(sizes, numberOf('scale', values.scale, 1, 0.0001, 1, false)),
    seed: numberOf('seed', values.seed, 1, 0, 1_000_000, true),
    untilMs: timeOf(values.until),
    mongo: values.mongo,
    database: values.database ?? 'seed',
    remote: values.remote === true,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...{ help: { type: 'boolean', short: 'h' }, remote: { type: 'boolean' }, users: { type: 'string' } },
        ...{
          legs: { type: 'string' },
          reports: { type: 'string' },
          scale: { type: 'string' },
          seed: { type: 'string' },
        },
        ...{ until: { type: 'string' }, mongo: { type: 'string' }, database: { type: 'string' } },
      },
    });
  } catch (error) {
    throw new Problem(error instanceof Error ? error.message : String(error));
  }
}

function numberOf(
  name: string,
  text: string | undefined,
  otherwise: number,
  min: number,
  max: number,
  isWhole: boolean,
): number {
  const value = text === undefined ? otherwise : Number(text);
  if (text?.trim() === '' || !(value >= min && value <= max) || (isWhole && !Number.isInteger(value))) {
    throw new Problem(`--${name} takes ${isWhole ? 'a whole number' : 'a number'} from ${min} to ${max}`);
  }
  return value;
}

function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) throw new Problem('--until takes a time as 2026-01-02T03:04:05Z');
  return atMs;
}

/** Whether a MongoDB address names this machine alone. */
export function isLocal(uri: string): boolean {
  const hosts = /^mongodb:\/\/(?:[^@/]*@)?([^/?]+)/.exec(uri)?.[1]?.split(',') ?? [];
  return hosts.length > 0 && hosts.every((host) => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host));
}
