import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { Packr } from 'msgpackr/pack';
import type { RoomStore } from '../adapters/redis/room-redis.ts';
import type { ProjectionTargets } from './projector.ts';

const packr = new Packr({ useRecords: false, variableMapSize: true });

/**
 * The real places: a room's own Redis, and each gateway's channel in the control Redis, whose messages are a MessagePack
 * array of `{room, account, tx}`. A gateway that is away misses its confirmations; clients ask the wallet instead.
 */
export function roomTargets(rooms: RoomStore, control: Redis): ProjectionTargets {
  return {
    async projectGift(room, gift) {
      return (await rooms(room).projectGift(room, gift)).kind;
    },
    async confirm(nodeId, gifts) {
      await control.publish(controlKeys.nodeChannel(nodeId), Buffer.from(packr.pack(gifts)));
    },
  };
}
