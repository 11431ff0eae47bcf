import { expect, it } from 'vitest';
import { parseFaultsOptions } from './faults-options.ts';

it('has defaults, and takes seed, repeat, steps and clients', () => {
  const defaults = parseFaultsOptions([]);
  expect(defaults).toMatchObject({
    kind: 'run',
    seed: undefined,
    stormClients: 2_000,
    ledgerHistories: 500,
    drillLegs: 100_000,
    only: undefined,
  });
  expect(
    parseFaultsOptions([
      '--seed',
      '0',
      '--repeat',
      '3',
      '--steps',
      '90',
      '--clients',
      '50',
      '--histories',
      '9',
      '--legs',
      '5000',
      '--only',
      'ledger',
    ]),
  ).toEqual({
    kind: 'run',
    seed: 0,
    repeat: 3,
    steps: 90,
    stormClients: 50,
    ledgerHistories: 9,
    drillLegs: 5_000,
    only: 'ledger',
  });
  expect(parseFaultsOptions(['--help'])).toEqual({ kind: 'help' });
});

it.each([['--seed'], ['--seed', 'x'], ['--repeat', '0'], ['--steps', '-1'], ['seed', '1'], ['--only', 'x']])(
  'refuses %j',
  (...words) => {
    expect(() => parseFaultsOptions(words)).toThrow(/takes a whole number|no option|takes "ledger"/);
  },
);
