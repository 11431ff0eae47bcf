import { limits } from '@halobuzz/core/limits';
import { expect, it } from 'vitest';
import { LivingNodes } from '../../gateway/control/living-nodes.ts';
import { memoryLivestreams, memoryRooms } from '../testing/fakes.ts';
import type { LiveLivestream } from './livestream.ts';
import { wholeCountsWhenDue } from './viewer-counts.ts';

/** An origin with so many live broadcasts that counts how often everything was walked. */
function world(broadcasts: number) {
  const time = { nowMs: 1_000_000 };
  const rooms = memoryRooms(() => time.nowMs);
  const streams = memoryLivestreams();
  for (let n = 0; n < broadcasts; n += 1) {
    const [id, hostId] = [`s${n}`, `h${String(n).padStart(4, '0')}`];
    // Of a broadcast, the pass looks at these alone.
    streams.all.set(id, { id, hostId, status: 'live', currentViewers: 0 } as LiveLivestream);
  }
  let alive = ['gw-1', 'gw-2'];
  let passes = 0;
  const node = { boot: 'b', url: 'ws://n', region: 'r', sockets: 1, socketsMax: 9, draining: false, atMs: 0 };
  const livestreams: typeof streams = {
    ...streams,
    scanLive(after, limit) {
      if (after === '') passes += 1;
      return streams.scanLive(after, limit);
    },
  };
  const look = wholeCountsWhenDue({
    ...{ livestreams, rooms, livingNodes: new LivingNodes(undefined), clock: () => time.nowMs },
    nodes: { alive: async () => alive.map((id) => ({ ...node, id })) },
    touchedRooms: { take: async () => [], add: async () => undefined },
  });
  return {
    time,
    die: (id: string) => {
      alive = alive.filter((one) => one !== id);
    },
    /** Whether the task walked everything this time. */
    async walked() {
      const before = passes;
      await look();
      return passes > before;
    },
  };
}

it('everything is counted each time while it is one page', async () => {
  const { walked } = world(limits.livePageEntriesMax - 1);
  expect([await walked(), await walked(), await walked()]).toEqual([true, true, true]);
});

it('more is counted now and then', async () => {
  const { walked, time } = world(limits.livePageEntriesMax + 1);
  expect([await walked(), await walked()]).toEqual([true, false]);
  time.nowMs += limits.viewerCountWholePeriodMs - 1;
  expect(await walked()).toBe(false);
  time.nowMs += 1;
  expect(await walked()).toBe(true);
});

it('and each time from when a node is gone until it is out of all rooms', async () => {
  const { walked, time, die } = world(limits.livePageEntriesMax + 1);
  expect([await walked(), await walked()]).toEqual([true, false]);
  die('gw-2');
  expect([await walked(), await walked()]).toEqual([true, true]);
  time.nowMs += 2 * limits.nodeLifeMs;
  expect(await walked()).toBe(true);
  time.nowMs += limits.nodeLifeMs;
  expect(await walked()).toBe(false);
});
