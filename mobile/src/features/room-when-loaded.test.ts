// @vitest-environment node
import type { RoomClientState } from '@halobuzz/core/client/room-listener';
import { expect, it } from 'vitest';
import { FakeRoom } from '../../testing/render-screen.tsx';
import { roomWhenLoaded } from './room-when-loaded.ts';

const quietListener = { onState: () => {}, onWelcome: () => {}, onEvent: () => {} };

/** Downloads that a test settles, and timers that it lets run. */
function world() {
  const fake = new FakeRoom();
  const states: RoomClientState[] = [];
  const downloads: { readonly arrive: () => void; readonly fail: () => void }[] = [];
  const waiting: (() => void)[] = [];
  const room = roomWhenLoaded(
    () =>
      new Promise((resolve, reject) => {
        downloads.push({
          arrive: () => resolve(fake.open('room-1', quietListener, () => {})),
          fail: () => reject(new Error('the chunk is gone')),
        });
      }),
    { onState: (state) => states.push(state) },
    {
      setTimer: (run) => waiting.push(run),
      clearTimer: (handle) => {
        if (typeof handle === 'number') waiting[handle - 1] = () => {};
      },
      random: () => 0.5,
    },
  );
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { fake, states, downloads, waiting, room, settled };
}

it('fetches nothing before the room is entered, and starts it once it is there', async () => {
  const { fake, states, downloads, room, settled } = world();
  expect(downloads).toHaveLength(0);
  room.start();
  expect(states).toEqual(['connecting']);
  const said = room.chat('hello');
  downloads[0]?.arrive();
  await settled();
  expect(fake.running).toBe(true);
  await said;
  expect(fake.sent).toEqual(['chat hello']);
  room.wake();
  expect(fake.wakes).toBe(1);
  room.stop();
  expect(fake.running).toBe(false);
  room.start();
  expect(fake.running).toBe(true);
  expect(downloads).toHaveLength(1);
});

it('does not start a room that was left meanwhile', async () => {
  const { fake, states, downloads, room, settled } = world();
  room.start();
  room.stop();
  downloads[0]?.arrive();
  await settled();
  expect(fake.running).toBe(false);
  expect(states).toEqual(['connecting', 'stopped']);
});

it('tries a failed download again, at once when the app comes back', async () => {
  const { fake, states, downloads, waiting, room, settled } = world();
  room.start();
  downloads[0]?.fail();
  await settled();
  expect(states).toEqual(['connecting', 'reconnecting']);
  waiting[0]?.();
  expect(downloads).toHaveLength(2);
  downloads[1]?.fail();
  await settled();
  room.wake();
  // The timer that was waiting is gone.
  waiting[1]?.();
  expect(downloads).toHaveLength(3);
  downloads[2]?.arrive();
  await settled();
  expect(fake.running).toBe(true);
});
