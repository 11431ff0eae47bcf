import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import type { Role } from '@halobuzz/core/tokens';
import type { Db } from 'mongodb';
import type { RoomStore } from '../../adapters/redis/room-redis.ts';
import type { ImageStore } from '../images/image-store.ts';
import { mongoCaseDecisions } from '../mongo/mongo-case-decisions.ts';
import { mongoCases } from '../mongo/mongo-cases.ts';
import type { UserDocument } from '../mongo/user-document.ts';
import type { OrderActs } from './carry-out-orders.ts';

export interface CaseParts {
  readonly db: Db;
  readonly rooms: RoomStore;
  readonly images: Pick<ImageStore, 'removeAvatar'>;
  readonly endLive: (roomId: string) => Promise<unknown>;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

/** Cases and what their decisions order, over real stores. */
export function composeCases({ db, rooms, images, endLive, clock, random }: CaseParts) {
  const orderActs: OrderActs = {
    endBroadcast: async (roomId) => {
      await endLive(roomId);
    },
    async removeMessage(roomId, messageId, by) {
      const { kind } = await rooms(roomId).chat.delete(roomId, { account: by, admin: true }, messageId);
      switch (kind) {
        case 'ok':
          return 'done';
        case 'missing':
        case 'ended':
        case 'unknown':
          return 'gone';
        case 'busy':
          return 'busy';
        default:
          return 'refused';
      }
    },
    async removePicture(accountId) {
      await images.removeAvatar(accountId);
    },
  };
  return {
    cases: mongoCases(db, clock, random),
    caseDecisions: mongoCaseDecisions(db, clock),
    orderActs,
    rolesOf: async (accountId: string): Promise<readonly Role[]> => {
      const users = db.collection<UserDocument>('users');
      const found = await users.findOne({ _id: accountId }, { projection: { roles: 1 } });
      // Roles are stored as the edge reported them, by its own schema.
      return (found?.roles ?? []) as readonly Role[];
    },
  };
}
