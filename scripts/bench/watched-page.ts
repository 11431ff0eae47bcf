import { decodeFrame } from '@halobuzz/core/protocol/codec';
import type { CDPSession, Page } from 'playwright-core';

/** What a page drew over some time: gaps between animation frames, and tasks that held its main thread for over 50 ms. */
export interface DrawnFrames {
  readonly frames: number;
  readonly longestMs: number;
  /** Gaps over {@link frameMsMax}. */
  readonly over: number;
  readonly tasks: number;
  readonly longestTaskMs: number;
}

export const frameMsMax = 50;

/** Runs in the page, which knows `benchFrames` from then on: it ends the watching and tells. */
const watchFrames = `(() => {
  const seen = { frames: 0, longestMs: 0, over: 0, tasks: 0, longestTaskMs: 0 };
  let last = performance.now();
  let watching = true;
  const note = () => {
    const now = performance.now();
    const gap = now - last;
    last = now;
    seen.frames += 1;
    seen.longestMs = Math.max(seen.longestMs, gap);
    if (gap > ${frameMsMax}) seen.over += 1;
  };
  const drawn = () => {
    if (!watching) return;
    note();
    requestAnimationFrame(drawn);
  };
  const tasks = (entries) => {
    for (const { duration } of entries) {
      seen.tasks += 1;
      seen.longestTaskMs = Math.max(seen.longestTaskMs, duration);
    }
  };
  const observer = new PerformanceObserver((list) => tasks(list.getEntries()));
  observer.observe({ type: 'longtask' });
  requestAnimationFrame(drawn);
  globalThis.benchFrames = () => {
    note();
    watching = false;
    tasks(observer.takeRecords());
    observer.disconnect();
    return seen;
  };
})()`;

/** What the page draws while something goes on. The figures are taken in the page. */
export async function framesDuring(page: Page, work: () => Promise<unknown>): Promise<DrawnFrames> {
  await page.evaluate(watchFrames);
  await work();
  return page.evaluate<DrawnFrames>('benchFrames()');
}

export interface PageMemory {
  readonly heapBytes: number;
  readonly nodes: number;
  readonly listeners: number;
}

/** What the page holds after a collection. */
export async function memoryOf(debug: CDPSession): Promise<PageMemory> {
  await debug.send('Performance.enable');
  await debug.send('HeapProfiler.collectGarbage');
  const { metrics } = await debug.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { heapBytes: of('JSHeapUsedSize'), nodes: of('Nodes'), listeners: of('JSEventListeners') };
}

export interface Arrived {
  readonly chats: number;
  readonly gifts: number;
  /** Frames of the room in which they came. */
  readonly frames: number;
}

/** Counts what gateways send to a page from now on; the answer tells the counts so far. */
export function countArrivals(page: Page): () => Arrived {
  const arrived = { chats: 0, gifts: 0, frames: 0 };
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      const frame = typeof payload === 'string' ? undefined : decodeFrame(payload);
      if (frame?.kind !== 'events') return;
      arrived.frames += 1;
      for (const { t } of frame.events) {
        if (t === 'chat') arrived.chats += 1;
        if (t === 'gift') arrived.gifts += 1;
      }
    });
  });
  return () => ({ ...arrived });
}
