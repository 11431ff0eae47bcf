import { parseArgs } from 'node:util';
import { Problem } from '../problem.ts';
import type { BenchSettings } from './bench-context.ts';

export type BenchOptions =
  | { readonly kind: 'help' }
  /** Compares the committed results with their baselines; measures nothing. */
  | { readonly kind: 'check' }
  | {
      readonly kind: 'run';
      readonly rows: readonly string[];
      readonly settings: BenchSettings;
      /** Where the result goes; undefined: a new file in loadtests/results. */
      readonly out: string | undefined;
    };

const checkWord = 'check';
const full: BenchSettings = { runs: 3, seconds: 8, scale: 1, minutes: 30 };
const quick: BenchSettings = { runs: 1, seconds: 3, scale: 1, minutes: 3 };

/** Reads the command line of `npm run bench`. Throws a Problem that names what it cannot take. */
export function parseBenchOptions(args: readonly string[], rowIds: readonly string[]): BenchOptions {
  const { values, positionals } = parse(args);
  if (values.help === true) return { kind: 'help' };
  if (positionals[0] === checkWord && positionals.length === 1) return { kind: 'check' };
  const unknown = positionals.find((word) => !rowIds.some((id) => isNamed(id, word)));
  if (unknown !== undefined) throw new Problem(`there is no row "${unknown}"; there are: ${rowIds.join(', ')}`);
  const base = values.quick === true ? quick : full;
  return {
    kind: 'run',
    rows: positionals.length === 0 ? rowIds : rowIds.filter((id) => positionals.some((word) => isNamed(id, word))),
    settings: {
      runs: numberOf('runs', values.runs, base.runs, 1, 99, true),
      seconds: numberOf('seconds', values.seconds, base.seconds, 0.5, 600, false),
      scale: numberOf('scale', values.scale, base.scale, 0.01, 1, false),
      minutes: numberOf('minutes', values.minutes, base.minutes, 3, 240, true),
    },
    out: values.out,
  };
}

/** Whether a word names a row: by its id, or by what ids of a group begin with (`ledger`). */
function isNamed(id: string, word: string): boolean {
  return id === word || id.startsWith(`${word}-`);
}

export function benchHelp(rowIds: readonly string[]): string {
  return [
    'npm run bench -- [rows] [options]   measures gateway and ledger against their bars and peers, on this machine alone',
    '',
    `  rows            ${rowIds.join(', ')} (all); "ledger": all of the ledger`,
    `  ${checkWord}           measures nothing: holds the newest committed ratios against loadtests/results/baselines.json`,
    `  --runs <n>      each figure is the median of so many (${full.runs})`,
    `  --seconds <s>   for which events flow in a run (${full.seconds})`,
    `  --quick         one run of ${quick.seconds} seconds: for a look, not for a claim`,
    '  --scale <0–1>   fewer viewers and rooms: for trying the bench itself',
    `  --minutes <n>   of the row app-memory (${full.minutes})`,
    '  --out <file>    where the result goes (a new file in loadtests/results)',
  ].join('\n');
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...{ help: { type: 'boolean', short: 'h' }, quick: { type: 'boolean' }, runs: { type: 'string' } },
        ...{
          seconds: { type: 'string' },
          scale: { type: 'string' },
          minutes: { type: 'string' },
          out: { type: 'string' },
        },
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
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (text.trim() === '' || !(value >= min && value <= max) || (isWhole && !Number.isInteger(value))) {
    throw new Problem(`--${name} takes ${isWhole ? 'a whole number' : 'a number'} from ${min} to ${max}`);
  }
  return value;
}
