import { Problem } from '../problem.ts';

export type FaultsOptions =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'run';
      /** Undefined: each file makes one of the time, and prints it. */
      readonly seed: number | undefined;
      /** How many seeds, counted up from the first. */
      readonly repeat: number;
      /** Steps of one history. */
      readonly steps: number;
      readonly stormClients: number;
      /** Simulated histories of the ledger. */
      readonly ledgerHistories: number;
      /** Of the ledger that is lost and restored. */
      readonly drillLegs: number;
      /** Undefined: both. */
      readonly only: 'ledger' | 'rooms' | undefined;
    };

const defaults = { repeat: 10, steps: 60, stormClients: 2_000, ledgerHistories: 500, drillLegs: 100_000 } as const;
const wholeMax = 100_000_000;

/** Reads the words behind `npm run test:faults --`. Throws a Problem that names what is wrong. */
export function parseFaultsOptions(words: readonly string[]): FaultsOptions {
  let seed: number | undefined;
  let repeat: number = defaults.repeat;
  let steps: number = defaults.steps;
  let stormClients: number = defaults.stormClients;
  let ledgerHistories: number = defaults.ledgerHistories;
  let drillLegs: number = defaults.drillLegs;
  let only: 'ledger' | 'rooms' | undefined;
  for (let at = 0; at < words.length; at += 2) {
    const name = words[at];
    const value = words[at + 1];
    if (name === '--help' || name === '-h') return { kind: 'help' };
    if (name === '--seed') seed = whole(name, value, 0);
    else if (name === '--repeat') repeat = whole(name, value, 1);
    else if (name === '--steps') steps = whole(name, value, 1);
    else if (name === '--clients') stormClients = whole(name, value, 1);
    else if (name === '--histories') ledgerHistories = whole(name, value, 1);
    else if (name === '--legs') drillLegs = whole(name, value, 1);
    else if (name === '--only') only = part(value);
    else throw new Problem(`there is no option "${name}"; there are: ${names}, --help`);
  }
  return { kind: 'run', seed, repeat, steps, stormClients, ledgerHistories, drillLegs, only };
}

const names = '--seed, --repeat, --steps, --clients, --histories, --legs, --only';

function part(text: string | undefined): 'ledger' | 'rooms' {
  if (text === 'ledger' || text === 'rooms') return text;
  throw new Problem('--only takes "ledger" or "rooms"');
}

function whole(name: string, text: string | undefined, min: number): number {
  const value = text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= wholeMax)) throw new Problem(`${name} takes a whole number from ${min} on`);
  return value;
}

export const faultsHelp = `Breaks gateways, writers, stores and the lines between them, and looks at what clients saw and what the ledger holds.

  npm run test:faults                      ${defaults.repeat} histories of ${defaults.steps} steps, a storm of ${defaults.stormClients} clients
  npm run test:faults -- --seed 7          begins with this seed: it takes the same steps again
  npm run test:faults -- --repeat 50       so many seeds, counted up from the first
  npm run test:faults -- --steps 200       longer histories
  npm run test:faults -- --clients 500     a smaller storm
  npm run test:faults -- --histories 5000  so many simulated histories of the ledger (${defaults.ledgerHistories})
  npm run test:faults -- --legs 1000000    so many legs in the ledger that is lost and restored (${defaults.drillLegs})
  npm run test:faults -- --only ledger     the ledger, or the rooms, alone`;
