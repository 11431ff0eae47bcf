import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

it('gives a burst, then as fast as it fills, and says how long to wait', () => {
  const bucket = new TokenBucket(10, 3, 1_000);
  expect([bucket.take(1_000), bucket.take(1_000), bucket.take(1_000)]).toEqual([0, 0, 0]);
  expect(bucket.take(1_000)).toBe(100);
  expect(bucket.take(1_099)).toBe(1);
  expect(bucket.take(1_100)).toBe(0);
  expect(bucket.take(999_999)).toBe(0);
});

it('gives several at once or none of them', () => {
  const bucket = new TokenBucket(10, 30, 0);
  expect([bucket.take(0, 10), bucket.take(0, 10), bucket.take(0, 9), bucket.take(0, 10)]).toEqual([0, 0, 0, 900]);
  expect(bucket.take(0)).toBe(0);
});

it('never gives more than burst and flow together, whatever the clock does', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 100 }),
      fc.array(fc.integer({ min: -500, max: 500 }), { maxLength: 300 }),
      (perSecond, burst, steps) => {
        let nowMs = 10_000;
        let forwardMs = 0;
        let given = 0;
        const bucket = new TokenBucket(perSecond, burst, nowMs);
        for (const step of steps) {
          nowMs += step;
          forwardMs += Math.max(0, step);
          const waitMs = bucket.take(nowMs);
          if (waitMs === 0) given += 1;
          else expect(waitMs).toBeLessThanOrEqual(Math.ceil(1_000 / perSecond));
        }
        expect(given).toBeLessThanOrEqual(burst + (forwardMs * perSecond) / 1_000 + 1e-6);
      },
    ),
  );
});
