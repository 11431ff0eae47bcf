import { expect, it } from 'vitest';
import { paced } from './paced.ts';

/** Each wait lets so many ms pass. */
async function sendsAt(perSecond: number, seconds: number, waitsMs: readonly number[]): Promise<[number, number][]> {
  let nowMs = 5_000;
  let waits = 0;
  const sent: [number, number][] = [];
  const clock = {
    nowMs: () => nowMs,
    wait: async () => {
      nowMs += waitsMs[waits % waitsMs.length] ?? 1;
      waits += 1;
    },
  };
  expect(await paced(perSecond, seconds, (index) => sent.push([index, nowMs - 5_000]), clock)).toBe(sent.length);
  return sent;
}

it('makes each call when it is due, and none before', async () => {
  expect(await sendsAt(100, 0.05, [1])).toEqual([
    [0, 0],
    [1, 10],
    [2, 20],
    [3, 30],
    [4, 40],
  ]);
});

it('makes up for late timers at once, and ends with exactly the total', async () => {
  const sent = await sendsAt(1_000, 0.1, [1, 1, 35]);
  expect(sent.map(([index]) => index)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect(sent.filter(([, atMs]) => atMs === 37)).toHaveLength(35);
});

it('takes real time when it is given no other', async () => {
  const sent: number[] = [];
  expect(await paced(1_003, 0.1, (index) => sent.push(index))).toBe(100);
  expect(sent).toHaveLength(100);
});
