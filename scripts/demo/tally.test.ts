import { expect, it } from 'vitest';
import { stateCounter } from './bot-world.ts';
import { slots } from './run-demo.ts';
import { countError, errorCount, newTally, rateMeter, statusText } from './tally.ts';

it('counts who is in a room and who is on the way back', () => {
  const tally = newTally();
  const one = stateCounter(tally, 'viewersLive');
  const other = stateCounter(tally, 'viewersLive');
  for (const state of ['connecting', 'live', 'reconnecting', 'live'] as const) one(state);
  for (const state of ['connecting', 'live', 'reconnecting'] as const) other(state);
  expect(tally).toMatchObject({ viewersLive: 1, reconnecting: 1, roomsLive: 0 });
  one('ended');
  other('stopped');
  expect(tally).toMatchObject({ viewersLive: 0, reconnecting: 0 });
});

it('counts errors by code', () => {
  const tally = newTally();
  countError(tally, { code: 'rate_limited' });
  countError(tally, Object.assign(new Error('x'), { code: 'rate_limited' }));
  countError(tally, new Error('odd'));
  expect([...tally.errors]).toEqual([
    ['rate_limited', 2],
    ['odd', 1],
  ]);
  expect(errorCount(tally)).toBe(3);
  expect(statusText(tally, 1.26, 65)).toBe(
    '0 rooms · 0 viewers · 1.3 chat/s · 0 gifts (0 coins) · 0 likes · 3 errors · 1:05 left',
  );
});

it('measures a rate over its window only', () => {
  const rate = rateMeter(2);
  expect(rate(0, 0)).toBe(0);
  expect(rate(10, 1_000)).toBe(10);
  expect(rate(10, 2_000)).toBe(5);
  expect(rate(10, 3_000)).toBe(0);
});

it('lets so many in at once, in order, and goes on after a failure', async () => {
  const enter = slots(2);
  const order: number[] = [];
  let inside = 0;
  let most = 0;
  const work = Array.from({ length: 6 }, (_, index) =>
    enter(async () => {
      inside += 1;
      most = Math.max(most, inside);
      order.push(index);
      await Promise.resolve();
      inside -= 1;
      if (index === 1) throw new Error('one fails');
    }),
  );
  const outcomes = await Promise.allSettled(work);
  expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, true, true]);
  expect(order).toEqual([0, 1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});
