import { type Db, Long } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type { MediaUsers } from '../media/removal-queue.ts';

interface MediaUserDocument {
  _id: string;
  roomId: string;
  account: string;
  uid: Long;
  /** By the media server's clock: when they last came. Forgotten a week after. */
  seenAt: Date;
}

export function mongoMediaUsers(db: Db): MediaUsers {
  const users = db.collection<MediaUserDocument>('media_users');
  return {
    async note({ roomId, account, uid, atMs }) {
      const _id = `${roomId}:${account}`;
      const seenAt = new Date(atMs);
      try {
        await users.updateOne(
          { _id, seenAt: { $lte: seenAt } },
          { $set: { roomId, account, uid: Long.fromNumber(uid), seenAt } },
          { upsert: true },
        );
      } catch (error) {
        // What is there is newer.
        if (!isDuplicateKey(error)) throw error;
      }
    },
    async uidOf(roomId, account) {
      const found = await users.findOne({ _id: `${roomId}:${account}` }, { projection: { uid: 1 } });
      return found === null ? undefined : Number(found.uid);
    },
    async roomsOf(account, limit) {
      const found = await users
        .find({ account }, { projection: { roomId: 1 } })
        .sort({ seenAt: -1 })
        .hint('account_newest')
        .limit(limit)
        .toArray();
      return found.map(({ roomId }) => roomId);
    },
  };
}
