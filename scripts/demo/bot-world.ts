import { setTimeout as delay } from 'node:timers/promises';
import type { RoomClientState } from '@halobuzz/core/client/room-listener';
import type { SessionDeps } from './demo-session.ts';
import type { Tally } from './tally.ts';

/** What every bot shares. */
export interface BotWorld extends SessionDeps {
  readonly tally: Tally;
  /** Rooms that are live now, by id. */
  readonly rooms: Set<string>;
}

/** A pause of a random length; false when the demo ended in the middle of it. */
export async function pause(world: BotWorld, msMin: number, msMax: number): Promise<boolean> {
  try {
    await delay(msMin + world.random() * (msMax - msMin), undefined, { signal: world.signal });
    return true;
  } catch {
    return false;
  }
}

/** Keeps the tally's figures in step with one client's state; `live` is the figure that counts it when it is in its room. */
export function stateCounter(tally: Tally, live: 'roomsLive' | 'viewersLive'): (state: RoomClientState) => void {
  let last: RoomClientState = 'idle';
  return (state) => {
    if (last === 'live') tally[live] -= 1;
    if (last === 'reconnecting') tally.reconnecting -= 1;
    if (state === 'live') tally[live] += 1;
    if (state === 'reconnecting') tally.reconnecting += 1;
    last = state;
  };
}
