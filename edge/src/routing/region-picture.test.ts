import type { InternalRegions } from '@halobuzz/core/api/regions';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { expect, test } from 'vitest';
import type { OriginClient } from '../origin/client.ts';
import { createRegionPicture } from './region-picture.ts';

/** An origin that counts what it is asked, and can be out of reach or broken. */
function countingOrigin() {
  const state: { asked: number; failure: Error | undefined; nowMs: number } = {
    ...{ asked: 0, failure: undefined, nowMs: 1_000_000 },
  };
  const call: OriginClient['call'] = async (request, data) => {
    state.asked += 1;
    expect(request.path).toBe('/internal/v1/regions');
    if (state.failure !== undefined) throw state.failure;
    const regions: InternalRegions = { europeanRooms: 'stay', atMs: state.nowMs, regions: [] };
    return data.parse(regions);
  };
  return { state, picture: createRegionPicture({ call }, () => state.nowMs) };
}

test('one answer serves everybody while it is young', async () => {
  const { state, picture } = countingOrigin();
  const first = await picture.now('r1');
  state.nowMs += limits.regionPictureLifeMs - 1;
  expect(await picture.now('r2')).toBe(first);
  expect(state.asked).toBe(1);
  state.nowMs += 1;
  expect((await picture.now('r3'))?.atMs).toBe(state.nowMs);
  expect(state.asked).toBe(2);
});

test('the last picture serves while the origin is away, and not for ever', async () => {
  const { state, picture } = countingOrigin();
  const first = await picture.now('r1');
  state.failure = new AppError('unavailable');
  state.nowMs += limits.regionPictureLostMs - 1;
  expect(await picture.now('r2')).toBe(first);
  state.nowMs += 1;
  expect(await picture.now('r3')).toBeUndefined();
  state.failure = undefined;
  expect((await picture.now('r4'))?.atMs).toBe(state.nowMs);
});

test('a bug is no outage', async () => {
  const { state, picture } = countingOrigin();
  state.failure = new TypeError('broken');
  await expect(picture.now('r1')).rejects.toThrow('broken');
});
