import { randomBytes } from 'node:crypto';
import { RoomClient } from '@halobuzz/core/client/room-client';
import type { RoomListener } from '@halobuzz/core/client/room-listener';
import type { DemoSession } from './demo-session.ts';
import type { HalobuzzApi } from './halobuzz-api.ts';
import { openNodeSocket } from './node-socket.ts';

/** A bot's client for one room; `start` it to join, `stop` it to leave. */
export function roomSeat(
  api: HalobuzzApi,
  session: Pick<DemoSession, 'accessToken'>,
  roomId: string,
  listener: RoomListener,
): RoomClient {
  return new RoomClient(
    roomId,
    {
      openSocket: openNodeSocket,
      join: async () => {
        const { url, ticket } = await api.join(await session.accessToken(), roomId);
        return { url, ticket };
      },
      now: Date.now,
      random: Math.random,
      randomBytes: (length) => new Uint8Array(randomBytes(length)),
      setTimer: (run, delayMs) => setTimeout(run, delayMs),
      clearTimer: (handle) => {
        // Every handle comes from setTimer above.
        clearTimeout(handle as NodeJS.Timeout);
      },
    },
    listener,
  );
}
