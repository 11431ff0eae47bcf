import type { RoomClient } from '@halobuzz/core/client/room-client';
import type { RoomClientState } from '@halobuzz/core/client/room-listener';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import type { DownEvent, EventType } from '@halobuzz/core/protocol/down';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';
import type { HalobuzzApi } from '../demo/halobuzz-api.ts';
import { roomSeat } from '../demo/room-seat.ts';
import { eventually, patienceMs } from './eventually.ts';
import type { Person } from './person.ts';

type EventOf<T extends EventType> = Extract<DownEvent, { t: T }>;

/** One person in one room, with everything that reached them. */
export interface RoomVisit {
  readonly person: Person;
  readonly client: RoomClient;
  readonly welcomes: Welcome[];
  readonly states: { readonly state: RoomClientState; readonly detail: ErrorCode | undefined }[];
  /** Offsets of the reliable events, as they came. */
  readonly offsets: number[];
  /** The gateway of the last place the edge gave. */
  node(): string;
  seen<T extends EventType>(type: T): EventOf<T>[];
  /** Waits for an event that was not looked for before it came, too. */
  sees<T extends EventType>(type: T, holds: (event: EventOf<T>) => boolean, timeoutMs?: number): Promise<EventOf<T>>;
  becomes(state: RoomClientState): Promise<void>;
}

/** Joins a room through the edge and waits for the welcome. */
export async function visitRoom(api: HalobuzzApi, person: Person, roomId: string): Promise<RoomVisit> {
  const events: DownEvent[] = [];
  const offsets: number[] = [];
  const welcomes: Welcome[] = [];
  const states: RoomVisit['states'] = [];
  let node = '';
  const noting: HalobuzzApi = {
    ...api,
    join: async (accessToken, room) => {
      const place = await api.join(accessToken, room);
      node = place.node;
      return place;
    },
  };
  const session = { accessToken: async () => person.accessToken };
  const client = roomSeat(noting, session, roomId, {
    onState: (state, detail) => states.push({ state, detail }),
    onWelcome: (welcome) => welcomes.push(welcome),
    onEvent: (event, { offset }) => {
      events.push(event);
      if (offset !== undefined) offsets.push(offset);
    },
  });
  // The discriminant is compared, which the compiler does not follow for a type parameter.
  const ofType = <T extends EventType>(type: T) => events.filter((event) => event.t === type) as EventOf<T>[];
  const visit: RoomVisit = {
    person,
    client,
    welcomes,
    states,
    offsets,
    node: () => node,
    seen: ofType,
    sees: async (type, holds, timeoutMs = patienceMs) => {
      const found = await eventually(
        `${person.username} sees ${type}`,
        () => ({ found: ofType(type).find(holds), all: events }),
        (value) => value.found !== undefined,
        timeoutMs,
      );
      if (found.found === undefined) throw new Error('unreachable: the condition held');
      return found.found;
    },
    becomes: async (state) => {
      await eventually(
        `${person.username} is ${state}`,
        () => client.state,
        (now) => now === state,
      );
    },
  };
  client.start();
  await visit.becomes('live');
  return visit;
}
