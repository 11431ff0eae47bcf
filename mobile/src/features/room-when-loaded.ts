import { fullJitterMs } from '@halobuzz/core/client/backoff';
import type { RoomListener } from '@halobuzz/core/client/room-listener';
import type { Timers } from '@halobuzz/core/client/surroundings';
import type { RoomConnection } from './services.ts';

/**
 * A room whose client (the protocol, MessagePack, hashes: a twentieth of the app) is fetched with the first room that is entered.
 * Until it is there the room is `connecting`, commands wait, and a failed download is tried again like a lost connection.
 *
 * @param load fetches the client's code and makes the room's connection
 */
export function roomWhenLoaded(
  load: () => Promise<RoomConnection>,
  listener: Pick<RoomListener, 'onState'>,
  { setTimer, clearTimer, random }: Timers & { readonly random: () => number },
): RoomConnection {
  let resolve: (connection: RoomConnection) => void = () => undefined;
  const loaded = new Promise<RoomConnection>((settle) => {
    resolve = settle;
  });
  let connection: RoomConnection | undefined;
  let entered = false;
  let fetching = false;
  let retry: unknown;

  const fetchIt = (attempt: number): void => {
    fetching = true;
    retry = undefined;
    load().then(
      (made) => {
        connection = made;
        resolve(made);
        if (entered) made.start();
      },
      () => {
        fetching = false;
        if (!entered) return;
        listener.onState('reconnecting');
        retry = setTimer(() => fetchIt(attempt + 1), fullJitterMs(attempt, random()));
      },
    );
  };
  const tryAtOnce = (): void => {
    if (retry !== undefined) clearTimer(retry);
    if (!fetching) fetchIt(0);
  };

  return {
    start: () => {
      entered = true;
      if (connection !== undefined) return connection.start();
      listener.onState('connecting');
      tryAtOnce();
    },
    stop: () => {
      entered = false;
      if (connection !== undefined) return connection.stop();
      if (retry !== undefined) clearTimer(retry);
      retry = undefined;
      listener.onState('stopped');
    },
    wake: () => {
      if (connection !== undefined) connection.wake();
      else if (entered) tryAtOnce();
    },
    chat: async (...said) => (await loaded).chat(...said),
    like: async (count) => (await loaded).like(count),
    gift: async (...given) => (await loaded).gift(...given),
    guest: async (...act) => (await loaded).guest(...act),
    viewers: async (...page) => (await loaded).viewers(...page),
    setGoal: async (...goal) => (await loaded).setGoal(...goal),
    clearGoal: async () => (await loaded).clearGoal(),
    reportQuality: async (report) => (await loaded).reportQuality(report),
    command: async (body) => (await loaded).command(body),
  };
}
