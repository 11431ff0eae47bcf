import { encode } from '@halobuzz/core/protocol/codec';
import type { RoomStore } from '../../adapters/redis/room-redis.ts';
import type { StaffActOutcome, StaffRoomState } from '../../adapters/redis/room-staff-scripts.ts';

/** What staff do in a live room from outside of it. Every call may fail with the room's Redis, and may be repeated. */
export interface RoomStaff {
  closeChat(roomId: string, closed: boolean): Promise<StaffActOutcome>;
  /** Says something for the platform and lays it above the chat. */
  announce(roomId: string, message: Announcement): Promise<StaffActOutcome>;
  /** Undefined when there is no such room. */
  state(roomId: string): Promise<StaffRoomState | undefined>;
}

export interface Announcement {
  readonly id: string;
  readonly text: string;
  readonly atMs: number;
}

/** Who speaks for the platform in a room: an id like any other, and of nobody. */
export const platformPerson = { id: 'ahalobuzzhalobuzzhalobuzzha', name: 'HaloBuzz' } as const;

export function redisRoomStaff(store: RoomStore): RoomStaff {
  return {
    closeChat: (roomId, closed) => store(roomId).staff.closeChat(roomId, closed),
    announce: (roomId, { id, text, atMs }) =>
      store(roomId).staff.announce(roomId, id, encode({ t: 'chat', mid: id, from: platformPerson, text, atMs })),
    state: (roomId) => store(roomId).staff.state(roomId),
  };
}
