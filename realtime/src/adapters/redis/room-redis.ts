import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { RoomScripts } from './room-scripts.ts';

/** The index of the Redis instance that holds a room: the first 4 bytes of SHA-256(room id), modulo their number. */
export function roomInstanceOf(roomId: string, instances: number): number {
  if (instances === 1) return 0;
  return createHash('sha256').update(roomId).digest().readUInt32BE(0) % instances;
}

/** The scripts of a room's own Redis. The order of `connections` is that of REDIS_ROOMS_URLS everywhere. */
export type RoomStore = (roomId: string) => RoomScripts;

export function createRoomStore(connections: readonly Redis[]): RoomStore {
  const instances = connections.map((redis) => new RoomScripts(redis));
  return (roomId) => {
    const found = instances[roomInstanceOf(roomId, instances.length)];
    if (found === undefined) throw new Error('no rooms Redis is configured');
    return found;
  };
}
