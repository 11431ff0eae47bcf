import type { AccountProjection } from '@halobuzz/core/api/internal';
import { type Db, MongoServerError } from 'mongodb';
import type { AccountProjections } from '../accounts/projections.ts';

/** As stored in `users`: what the rest of the system may know of an account. */
interface UserDocument {
  _id: string;
  version: number;
  username: string;
  email: string;
  emailVerified: boolean;
  status: 'active' | 'deleted';
  isBanned: boolean;
  roles: string[];
  country: string;
  createdAt: Date;
  updatedAt: Date;
}

const DUPLICATE_KEY = 11_000;

/** The `users` projection. The version in the filter makes out-of-order and repeated deliveries harmless. */
export function mongoAccounts(db: Db, clock: () => number): AccountProjections {
  const collection = db.collection<UserDocument>('users');
  const write = async (projection: AccountProjection, upsert: boolean): Promise<boolean> => {
    const { accountId, createdAtMs, roles, ...fields } = projection;
    const outcome = await collection.updateOne(
      { _id: accountId, version: { $lt: projection.version } },
      { $set: { ...fields, roles: [...roles], createdAt: new Date(createdAtMs), updatedAt: new Date(clock()) } },
      { upsert, writeConcern: { w: 'majority' } },
    );
    return outcome.modifiedCount + outcome.upsertedCount === 1;
  };
  return {
    async apply(projection) {
      try {
        return await write(projection, true);
      } catch (error) {
        if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
        // There is a record that the filter did not match: as new or newer, or inserted by another delivery just now.
        return write(projection, false);
      }
    },
    async mayBroadcast(accountId) {
      const user = await collection.findOne({ _id: accountId }, { projection: { isBanned: 1, status: 1 } });
      return user === null || (!user.isBanned && user.status === 'active');
    },
  };
}
