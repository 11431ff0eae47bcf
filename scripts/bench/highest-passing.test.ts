import { expect, it } from 'vitest';
import { highestPassing } from './highest-passing.ts';

const steps = [1, 2, 3, 4, 5];

async function search(limit: number): Promise<{ found: number | undefined; tried: number[] }> {
  const tried: number[] = [];
  const found = await highestPassing(steps, 2, async (step) => {
    tried.push(step);
    return step <= limit ? step : undefined;
  });
  return { found, tried };
}

it('rises from the start until a step fails', async () => {
  expect(await search(4)).toEqual({ found: 4, tried: [3, 4, 5] });
  expect(await search(9)).toEqual({ found: 5, tried: [3, 4, 5] });
});

it('falls when the start fails, and stops at the first that passes', async () => {
  expect(await search(1)).toEqual({ found: 1, tried: [3, 2, 1] });
  expect(await search(0)).toEqual({ found: undefined, tried: [3, 2, 1] });
});
