import type { NodeRecord } from '@halobuzz/core/api/internal';
import { expect, it } from 'vitest';
import { nodePicture } from './node-picture.ts';

function watched() {
  const state = { reads: 0, nowMs: 0, failing: false };
  const registry = {
    alive: async (): Promise<readonly NodeRecord[]> => {
      state.reads += 1;
      if (state.failing) throw new Error('out of reach');
      return [];
    },
  };
  return { state, picture: nodePicture({ registry, elapsedMs: () => state.nowMs, lifeMs: 250 }) };
}

it('reads once for all who ask within its life, also while the read is under way', async () => {
  const { state, picture } = watched();
  await Promise.all([picture.alive(), picture.alive(), picture.alive()]);
  state.nowMs = 249;
  await picture.alive();
  expect(state.reads).toBe(1);
  state.nowMs = 250;
  await picture.alive();
  expect(state.reads).toBe(2);
});

it('keeps no failure', async () => {
  const { state, picture } = watched();
  state.failing = true;
  await expect(picture.alive()).rejects.toThrow('out of reach');
  state.failing = false;
  expect(await picture.alive()).toEqual([]);
  expect(state.reads).toBe(2);
});
