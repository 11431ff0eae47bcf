import { limits } from '@halobuzz/core/limits';
import { expect, it } from 'vitest';
import { createPace, pacedScans } from './pace.ts';
import { memoryLivestreams } from './testing/fakes.ts';

function restingPace() {
  const rests: number[] = [];
  const pace = createPace(async (timeMs, signal) => {
    signal.throwIfAborted();
    rests.push(timeMs);
  });
  return { pace, rests };
}

/** A store with so many broadcasts, and a clock that moves when a page is worked on. */
async function scanned(count: number, pageSize: number, workMs: number, stopAfter = Number.POSITIVE_INFINITY) {
  const { pace, rests } = restingPace();
  const time = { nowMs: 0 };
  const hosts = Array.from({ length: count }, (_, n) => ({ hostId: `h${String(n).padStart(3, '0')}` }));
  const scanLive = async (after: string, limit: number) => hosts.filter(({ hostId }) => hostId > after).slice(0, limit);
  const inner = {
    ...memoryLivestreams(),
    // Only the scan is under test, and only hosts' ids matter to it.
    scanLive: scanLive as unknown as ReturnType<typeof memoryLivestreams>['scanLive'],
  };
  const store = pacedScans(inner, pace, () => time.nowMs);
  const seen: string[] = [];
  let after = '';
  for (let pages = 1; ; pages += 1) {
    const page = await store.scanLive(after, pageSize);
    seen.push(...page.map(({ hostId }) => hostId));
    time.nowMs += workMs;
    if (pages === stopAfter) pace.stop();
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return { rests, seen };
    after = last.hostId;
  }
}

it('rests between pages in proportion to the work, at most for its bound, and not where there is one page', async () => {
  expect((await scanned(9, 10, 5)).rests).toEqual([]);
  const { rests, seen } = await scanned(25, 10, 5);
  expect(rests).toEqual([5 * limits.backgroundRestRatio, 5 * limits.backgroundRestRatio]);
  expect(new Set(seen).size).toBe(25);
  expect((await scanned(15, 10, 1_000_000)).rests).toEqual([limits.backgroundRestMsMax]);
});

it('lets a pass end early once it is stopped, and wakes who rests', async () => {
  const { rests, seen } = await scanned(100, 10, 5, 3);
  expect([rests.length, seen.length]).toEqual([2, 30]);
  const waiting = createPace(
    (_, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', reject)),
  );
  const rest = waiting.rest(1);
  waiting.stop();
  expect(await rest).toBe(false);
  expect(await waiting.rest(1)).toBe(false);
});
