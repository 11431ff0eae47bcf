import { expect, it } from 'vitest';
import { isLocal, parseSeedOptions } from './seed-options.ts';
import { estimatedBytes, seedSizes } from './seed-sizes.ts';

it('takes sizes, and a part of them', () => {
  expect(parseSeedOptions(['console'])).toMatchObject({
    ...{ kind: 'console', seed: 1, untilMs: undefined, mongo: undefined, remote: false },
    sizes: { users: 1_000_000, legs: 10_000_000, reports: 500_000 },
  });
  const small = parseSeedOptions([
    'console',
    '--scale',
    '0.01',
    '--reports',
    '1000',
    '--until',
    '2026-01-02T00:00:00Z',
  ]);
  expect(small).toMatchObject({ sizes: { users: 10_000, reports: 10 }, untilMs: Date.UTC(2026, 0, 2) });
  expect(parseSeedOptions(['--help'])).toEqual({ kind: 'help' });
});

it.each([
  [[], /name what to seed/],
  [['ledger'], /name what to seed/],
  [['console', '--users', '1.5'], /--users takes a whole number/],
  [['console', '--users', ''], /--users takes a whole number/],
  [['console', '--scale', '0'], /--scale takes a number/],
  [['console', '--until', 'soon'], /--until takes a time/],
  [['console', '--mango', 'x'], /mango/],
])('%j is refused', (args, message) => {
  expect(() => parseSeedOptions(args)).toThrow(message);
});

it.each([
  ['mongodb://127.0.0.1:27017/?replicaSet=rs', true],
  ['mongodb://u:p@localhost:1,127.0.0.1:2/x', true],
  ['mongodb://127.0.0.1:1,db.example:2', false],
  ['mongodb://localhost.example', false],
  ['mongodb+srv://localhost', false],
  ['mongodb://localhost@db.example/x', false],
])('%s is on this machine: %s', (uri, local) => {
  expect(isLocal(uri)).toBe(local);
});

it('says beforehand how much disk it needs, more for more', () => {
  const [small, large] = [0.01, 1].map((scale) =>
    estimatedBytes(seedSizes({ users: 1e6, legs: 1e7, reports: 5e5 }, scale)),
  );
  expect(small).toBeLessThan(large ?? 0);
});
