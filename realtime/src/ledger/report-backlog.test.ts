import { expect, it } from 'vitest';
import { StalledShards } from './report-backlog.ts';
import type { OwnedShard } from './shard-table.ts';

/** A shard whose head is here and whose Redis is there; nothing else of it is looked at. */
function shard(head: bigint, redis: bigint): OwnedShard {
  // The whole of a shard would say nothing here.
  return { head: { sequence: head }, redisSequence: redis } as unknown as OwnedShard;
}

it('counts from when a shard with entries that wait last got on', () => {
  const stalled = new StalledShards();
  expect(stalled.longestMs(new Map([[1, shard(5n, 5n)]]), 0)).toBe(0);
  expect(stalled.longestMs(new Map([[1, shard(5n, 6n)]]), 1_000)).toBe(0);
  expect(stalled.longestMs(new Map([[1, shard(5n, 9n)]]), 4_000)).toBe(3_000);
  expect(stalled.longestMs(new Map([[1, shard(6n, 9n)]]), 5_000)).toBe(0);
  expect(stalled.longestMs(new Map([[1, shard(6n, 9n)]]), 5_500)).toBe(500);
  expect(stalled.longestMs(new Map([[1, shard(9n, 9n)]]), 9_000)).toBe(0);
});

it('forgets a shard that is another’s now', () => {
  const stalled = new StalledShards();
  stalled.longestMs(new Map([[1, shard(5n, 6n)]]), 0);
  stalled.longestMs(new Map(), 1_000);
  expect(stalled.longestMs(new Map([[1, shard(5n, 6n)]]), 9_000)).toBe(0);
});
