import { Problem } from '../problem.ts';

/** What is lost at once, data and all. */
export const losses = ['redis', 'mongodb', 'both'] as const;
export type Loss = (typeof losses)[number];

export interface DrillOptions {
  readonly legs: number;
  readonly losses: readonly Loss[];
  readonly giftsPerSecond: number;
}

const defaults = { legs: 1_000_000, giftsPerSecond: 200 } as const;
const legsMax = 20_000_000;
const giftsMax = 5_000;

/** Reads the words behind `npm run dr -- drill`. Throws a Problem that names what is wrong. */
export function parseDrillOptions(words: readonly string[]): DrillOptions {
  let { legs, giftsPerSecond }: { legs: number; giftsPerSecond: number } = defaults;
  let chosen: readonly Loss[] = losses;
  for (let at = 0; at < words.length; at += 2) {
    const [name, value] = [words[at], words[at + 1]];
    if (name === '--legs') legs = whole(name, value, legsMax);
    else if (name === '--gifts') giftsPerSecond = whole(name, value, giftsMax);
    else if (name === '--loss') chosen = lossesOf(value);
    else throw new Problem(`a drill has no option "${name}"; there are: --legs, --gifts, --loss`);
  }
  return { legs, giftsPerSecond, losses: chosen };
}

function lossesOf(text: string | undefined): readonly Loss[] {
  const found = losses.filter((loss) => loss === text);
  if (found.length === 0) throw new Problem(`--loss takes one of ${losses.join(', ')}`);
  return found;
}

function whole(name: string, text: string | undefined, max: number): number {
  const value = text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 1 && value <= max)) throw new Problem(`${name} takes a whole number from 1 to ${max}`);
  return value;
}
