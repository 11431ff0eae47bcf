import { paced } from './moments.ts';
import type { RoomSocket } from './room-socket.ts';
import type { Crowd } from './viewer-crowd.ts';

/**
 * Has the viewers of a crowd act by turns, at their share of what the whole run is to do a second. Who is not in misses their
 * turn: they were counted as missing when they did not get in.
 */
export function byTurns(
  crowd: Crowd,
  sizes: { readonly viewers: number; readonly perSecond: number },
  act: (socket: RoomSocket, index: number) => void,
): Promise<number> {
  const { share, sockets, plan } = crowd;
  const perSecond = (sizes.perSecond * share.count) / sizes.viewers;
  return paced({ perSecond, fromMs: plan.actFromMs, toMs: plan.actToMs }, (index) => {
    const socket = sockets[index % sockets.length];
    if (socket?.welcome !== undefined && !socket.closed) act(socket, index);
  });
}
