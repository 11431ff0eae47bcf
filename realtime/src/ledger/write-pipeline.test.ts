import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { writePipeline } from './write-pipeline.ts';

it('a write that fails while nobody waits for it ends no process, and is told to whoever waits next', async () => {
  const unheard: unknown[] = [];
  const note = (error: unknown): void => void unheard.push(error);
  process.on('unhandledRejection', note);
  try {
    const pipeline = writePipeline(3);
    await pipeline.add(Promise.reject(new Error('cut')));
    await nextTurn();
    await nextTurn();
    expect(unheard).toEqual([]);
    await expect(pipeline.drain()).rejects.toThrow('cut');
    await pipeline.drain();
  } finally {
    process.off('unhandledRejection', note);
  }
});

it('waits when there are as many as it takes', async () => {
  const pipeline = writePipeline(2);
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  await pipeline.add(promise);
  let added = false;
  const second = pipeline.add(Promise.resolve()).then(() => {
    added = true;
  });
  await nextTurn();
  expect(added).toBe(false);
  resolve();
  await second;
});
