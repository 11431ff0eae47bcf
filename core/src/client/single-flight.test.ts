import { expect, it } from 'vitest';
import { singleFlight } from './single-flight.ts';

it('calls made meanwhile share one run, and the next one runs anew', async () => {
  let runs = 0;
  const settle: (() => void)[] = [];
  const call = singleFlight(() => {
    runs += 1;
    const own = runs;
    return new Promise<number>((resolve) => settle.push(() => resolve(own)));
  });
  const together = Promise.all([call(), call(), call()]);
  settle.shift()?.();
  expect(await together).toEqual([1, 1, 1]);
  const again = call();
  settle.shift()?.();
  expect(await again).toBe(2);
});

it('a failure reaches all who wait, and is not kept', async () => {
  let fails = true;
  const call = singleFlight(async () => {
    if (fails) throw new Error('down');
    return 'up';
  });
  const outcomes = await Promise.allSettled([call(), call()]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect(await call()).toBe('up');
});
