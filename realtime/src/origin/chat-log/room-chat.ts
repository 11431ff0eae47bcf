import { decodeEvent } from '@halobuzz/core/protocol/codec';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import type { RoomStore } from '../../adapters/redis/room-redis.ts';
import type { SaidMessage } from './chat-log.ts';

/** Chat as a room itself has it: its newest messages, without those that were taken away. Calls may fail with their Redis. */
export interface RoomChat {
  message(roomId: string, messageId: string): Promise<SaidMessage | undefined>;
  /** In the order in which they were said. */
  newest(roomId: string, limit: number): Promise<readonly SaidMessage[]>;
}

export function redisRoomChat(store: RoomStore): RoomChat {
  return {
    async message(roomId, messageId) {
      const bytes = await store(roomId).redis.hgetBuffer(roomKeys(roomId).chatBodies, messageId);
      return bytes === null ? undefined : saidIn(roomId, bytes);
    },
    async newest(roomId, limit) {
      const { redis } = store(roomId);
      const keys = roomKeys(roomId);
      const ids = await redis.lrange(keys.chat, 0, limit - 1);
      if (ids.length === 0) return [];
      const bodies = await redis.hmgetBuffer(keys.chatBodies, ...ids);
      const said = bodies.map((bytes) => (bytes === null ? undefined : saidIn(roomId, bytes)));
      return said.filter((one) => one !== undefined).reverse();
    },
  };
}

function saidIn(roomId: string, bytes: Uint8Array): SaidMessage | undefined {
  const event = decodeEvent(bytes);
  if (event?.t !== 'chat') return undefined;
  return { id: event.mid, roomId, fromId: event.from.id, text: event.text, atMs: event.atMs, flagged: undefined };
}
