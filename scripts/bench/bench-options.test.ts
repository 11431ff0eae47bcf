import { expect, it } from 'vitest';
import { Problem } from '../problem.ts';
import { benchHelp, parseBenchOptions } from './bench-options.ts';

const ids = ['quiet-room', 'joins'];

it('takes all rows and full settings when nothing is said', () => {
  expect(parseBenchOptions([], ids)).toEqual({
    ...{ kind: 'run', rows: ids, settings: { runs: 3, seconds: 8, scale: 1, minutes: 30 }, out: undefined },
  });
});

it('takes the rows named, in the order of the table, and the settings given over those of --quick', () => {
  const options = parseBenchOptions(['joins', 'quiet-room', '--quick', '--seconds', '1.5', '--scale', '0.1'], ids);
  expect(options).toMatchObject({ rows: ids, settings: { runs: 1, seconds: 1.5, scale: 0.1 } });
  expect(parseBenchOptions(['joins', '--runs', '5', '--minutes', '4', '--out', 'x.json'], ids)).toMatchObject({
    ...{ rows: ['joins'], settings: { runs: 5, seconds: 8, minutes: 4 }, out: 'x.json' },
  });
});

it('takes a group of rows by what their ids begin with', () => {
  const all = [...ids, 'ledger-drain', 'ledger-verify', 'ledgers'];
  expect(parseBenchOptions(['ledger'], all)).toMatchObject({ rows: ['ledger-drain', 'ledger-verify'] });
  expect(() => parseBenchOptions(['led'], all)).toThrow(/led/);
});

it('refuses what it does not know, by name', () => {
  expect(() => parseBenchOptions(['nope'], ids)).toThrow(/nope.*quiet-room, joins/);
  for (const args of [
    ['--runs', '0'],
    ['--runs', '1.5'],
    ['--minutes', '2'],
    ['--scale', '2'],
    ['--seconds', ''],
    ['--what'],
  ]) {
    expect(() => parseBenchOptions(args, ids)).toThrow(Problem);
  }
});

it('helps', () => {
  expect(parseBenchOptions(['-h'], ids)).toEqual({ kind: 'help' });
  expect(benchHelp(ids)).toContain('quiet-room, joins');
});
