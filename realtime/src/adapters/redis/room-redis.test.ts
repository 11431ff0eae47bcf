import { expect, it } from 'vitest';
import { testUuid } from '../../../testing/rooms.ts';
import { roomInstanceOf } from './room-redis.ts';

it('gives a room the same instance in every process, for good', () => {
  expect(
    ['0', '1', '2', '3'].map((n) => roomInstanceOf(`019a0000-0000-7000-8000-00000000000${n}`, 8)),
  ).toMatchInlineSnapshot(`
    [
      6,
      5,
      3,
      6,
    ]
  `);
});

it('spreads rooms evenly', () => {
  const counts = [0, 0, 0, 0];
  for (let n = 0; n < 4_000; n += 1) {
    const instance = roomInstanceOf(testUuid(), counts.length);
    counts[instance] = (counts[instance] ?? 0) + 1;
  }
  for (const count of counts) expect(count).toBeGreaterThan(800);
});
