import { expect, it } from 'vitest';
import { coalesced } from './coalesced.ts';

/** A call that the test ends. */
function controlled() {
  const calls: { readonly items: readonly number[]; end: (error?: Error) => void }[] = [];
  const put = coalesced<number>(
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
