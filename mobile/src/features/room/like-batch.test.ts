// @vitest-environment node
import { limits } from '@halobuzz/core/limits';
import { expect, it } from 'vitest';
import { likeBatch, likesWaitingMax } from './like-batch.ts';

function setUp() {
  const sent: number[] = [];
  let pending: (() => void) | undefined;
  const batch = likeBatch(
    (count) => sent.push(count),
    (run) => {
      pending = run;
      return () => {
        pending = undefined;
      };
    },
  );
  const tick = (): void => {
    const run = pending;
    pending = undefined;
    run?.();
  };
  const tap = (times: number): void => {
    for (let n = 0; n < times; n += 1) batch.tap();
  };
  return { batch, sent, tick, tap, isWaiting: () => pending !== undefined };
}

it('sends the taps of a moment as one command', () => {
  const { sent, tick, tap, isWaiting } = setUp();
  tap(7);
  expect(sent).toEqual([]);
  tick();
  expect(sent).toEqual([7]);
  expect(isWaiting()).toBe(false);
});

it('never puts more into a command than the server takes', () => {
  const { sent, tick, tap } = setUp();
  tap(limits.likesPerCommandMax + 5);
  tick();
  tick();
  expect(sent).toEqual([limits.likesPerCommandMax, 5]);
});

it('bounds what waits', () => {
  const { sent, tick, tap, isWaiting } = setUp();
  tap(likesWaitingMax + 1_000);
  while (isWaiting()) tick();
  expect(sent.reduce((sum, count) => sum + count, 0)).toBe(likesWaitingMax);
});

it('sends what waits when closed, and leaves no timer behind', () => {
  const { batch, sent, tap, isWaiting } = setUp();
  tap(limits.likesPerCommandMax + 5);
  batch.close();
  expect(sent).toEqual([limits.likesPerCommandMax]);
  expect(isWaiting()).toBe(false);
});
