import { limits } from '@halobuzz/core/limits';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import type { Db } from 'mongodb';
import { transactions } from '../../adapters/mongo/ledger-collections.ts';
import type { RoomStore } from '../../adapters/redis/room-redis.ts';
import type { OriginLog } from '../http/origin-log.ts';

export interface LostGiftsDeps {
  readonly db: Db;
  readonly rooms: RoomStore;
  readonly lost: (count: number) => void;
  readonly log: OriginLog;
}

/**
 * Counts gifts that a room showed and that never reached the ledger, once its summary is final: the wallets server lost them
 * after it had accepted them (the end of its file, a failover), and nobody else knows of them. Their senders kept their
 * coins. Looks at `roomUnprojectedMax` at most.
 */
export function lostGifts({ db, rooms, lost, log }: LostGiftsDeps): (roomId: string) => Promise<number> {
  return async (roomId) => {
    try {
      const shown = await rooms(roomId).redis.srandmember(roomKeys(roomId).shown, limits.roomUnprojectedMax);
      if (shown.length === 0) return 0;
      const stored = await transactions(db).countDocuments({ _id: { $in: shown } });
      const count = shown.length - stored;
      if (count === 0) return 0;
      lost(count);
      log.error({ roomId, gifts: count }, 'gifts were shown in a room, and lost by the wallets server');
      return count;
    } catch (err) {
      log.warn({ err, roomId }, 'gifts that were lost cannot be counted');
      return 0;
    }
  };
}
