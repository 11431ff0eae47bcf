import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { expect, it } from 'vitest';
import { returnSpread, toldTenths } from './return-spread.ts';

const told = { toldAtMs: 1_000, afterMs: 500, jitterMs: 1_000 };
const cameAfter = (ms: number) => ({ ...told, cameAtMs: 1_500 + ms, liveAtMs: 1_510 + ms });

it('finds what it was told where clients do as they are told', () => {
  const random = seededRandom(7);
  const moves = Array.from({ length: 20_000 }, () => cameAfter(Math.max(random.next(), random.next()) * 1_000));
  const spread = returnSpread(moves);
  expect(spread).toMatchObject({ moves: 20_000, early: 0, late: 0, joinMs: { p50: 10, p99: 10 } });
  for (const [i, share] of spread.tenths.entries()) expect(Math.abs(share - (toldTenths[i] ?? 1))).toBeLessThan(0.01);
  expect(toldTenths.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
});

it('tells a herd, and who came early or late', () => {
  const spread = returnSpread([...Array.from({ length: 8 }, () => cameAfter(950)), cameAfter(-50), cameAfter(1_400)]);
  expect(spread).toMatchObject({ early: 1, late: 1 });
  expect(spread.tenths[9]).toBeCloseTo(0.8);
});

it('leaves out whoever is not back', () => {
  expect(returnSpread([{ ...told, cameAtMs: 2_000, liveAtMs: undefined }]).moves).toBe(0);
});
