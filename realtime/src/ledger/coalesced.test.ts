import { expect, it } from 'vitest';
import { coalesced, coalescedBy } from './coalesced.ts';

/** A call that the test ends. */
function controlled() {
  const calls: { readonly items: readonly number[]; end: (error?: Error) => void }[] = [];
  const put = coalesced<number, void>(
    (items) =>
      new Promise((resolve, reject) => {
        calls.push({ items, end: (error) => (error === undefined ? resolve() : reject(error)) });
      }),
  );
  return { calls, put };
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('carries out together what comes in one turn, and then what came meanwhile', async () => {
  const { calls, put } = controlled();
  const first = [put(1), put(2)];
  await turn();
  const second = [put(3), put(4)];
  await turn();
  expect(calls.map(({ items }) => items)).toEqual([[1, 2]]);
  calls[0]?.end();
  await Promise.all(first);
  await turn();
  expect(calls.map(({ items }) => items)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  calls[1]?.end();
  await Promise.all(second);
});

it('fails those whose call failed, and no others', async () => {
  const { calls, put } = controlled();
  const failing = put(1);
  await turn();
  const fine = put(2);
  calls[0]?.end(new Error('away'));
  await expect(failing).rejects.toThrow('away');
  await turn();
  calls[1]?.end();
  await fine;
  expect(calls.map(({ items }) => items)).toEqual([[1], [2]]);
});

/** Lanes whose calls the test ends. */
function controlledLanes(weightMax: number) {
  const calls: { readonly lane: string; readonly items: readonly number[]; end: (error?: Error) => void }[] = [];
  const put = coalescedBy<number, number>({
    run: (lane, items) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error): void =>
          error === undefined ? resolve(items.map((item) => -item)) : reject(error);
        calls.push({ lane, items, end });
      }),
    weightOf: (item) => item,
    weightMax,
  });
  return { calls, put };
}

it('answers each caller in lanes that do not wait for each other', async () => {
  const { calls, put } = controlledLanes(100);
  const answers = [put('a', 1), put('b', 2), put('a', 3)];
  await turn();
  expect(calls.map(({ lane, items }) => [lane, items])).toEqual([
    ['a', [1, 3]],
    ['b', [2]],
  ]);
  calls[1]?.end();
  expect(await answers[1]).toBe(-2);
  calls[0]?.end();
  expect(await Promise.all(answers)).toEqual([-1, -2, -3]);
  const later = put('a', 4);
  await turn();
  calls[2]?.end();
  expect(await later).toBe(-4);
});

it('carries out no more at once than may be, in order, and fails only those of the call that failed', async () => {
  const { calls, put } = controlledLanes(10);
  const answers = [put('a', 6), put('a', 5), put('a', 5), put('a', 20)];
  for (let at = 0; at < 3; at += 1) {
    await turn();
    calls[at]?.end(at === 1 ? new Error('away') : undefined);
    await Promise.allSettled(answers.slice(0, [1, 3, 4][at]));
  }
  expect(calls.map(({ items }) => items)).toEqual([[6], [5, 5], [20]]);
  expect((await Promise.allSettled(answers)).map(({ status }) => status)).toEqual([
    ...['fulfilled', 'rejected', 'rejected', 'fulfilled'],
  ]);
});

it('does not wait for its period with enough for a whole call', async () => {
  const calls: (readonly number[])[] = [];
  const put = coalescedBy<number, void>({
    async run(_lane, items) {
      calls.push(items);
      return items.map(() => undefined);
    },
    // Longer than any test may take.
    ...{ weightOf: () => 1, weightMax: 2, periodMs: 3_600_000 },
  });
  await Promise.all([1, 2, 3, 4].map((item) => put('a', item)));
  expect(calls).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

it('begins no sooner than a period after the call before, with everything that came meanwhile', async () => {
  const calls: (readonly number[])[] = [];
  const waits: { readonly timeMs: number; readonly end: () => void }[] = [];
  const put = coalescedBy<number, void>({
    async run(_lane, items) {
      calls.push(items);
      return items.map(() => undefined);
    },
    ...{ weightOf: () => 1, weightMax: 10, periodMs: 30 },
    time: {
      nowMs: () => 1_000,
      wait: (timeMs) => new Promise((end) => waits.push({ timeMs, end })),
    },
  });
  await put('a', 1);
  const later = [put('a', 2), put('a', 3)];
  await turn();
  expect(calls).toEqual([[1]]);
  expect(waits.map(({ timeMs }) => timeMs)).toEqual([30]);
  waits[0]?.end();
  await Promise.all(later);
  expect(calls).toEqual([[1], [2, 3]]);
});
