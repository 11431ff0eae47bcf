import type { AccountProjection } from '@halobuzz/core/api/internal';
import { may } from '@halobuzz/core/roles';
import { roles } from '@halobuzz/core/tokens';
import type { Db } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type { AccountProjections } from '../accounts/projections.ts';
import { mongoHostDirectory } from './mongo-host-directory.ts';
import type { UserDocument } from './user-document.ts';

/**
 * The `users` projection. The version in the filter makes out-of-order and repeated deliveries harmless. The id is
 * written down first, apart from `users`: a rebuild of `users` walks these ids.
 */
export function mongoAccounts(db: Db, clock: () => number): AccountProjections {
  const collection = db.collection<UserDocument>('users');
  const known = db.collection<{ _id: string; firstSeenAt: Date }>('known_accounts');
  const directory = mongoHostDirectory(db);
  const write = async (projection: AccountProjection, upsert: boolean): Promise<boolean> => {
    const { accountId, createdAtMs, roles, hidden, privacy, suspendedUntilMs, ...fields } = projection;
    const hiding = hidden === true ? { hidden } : {};
    const outcome = await collection.updateOne(
      { _id: accountId, version: { $lt: projection.version } },
      {
        $set: {
          ...fields,
          ...hiding,
          ...(privacy === undefined ? {} : { privacy }),
          ...(suspendedUntilMs === undefined ? {} : { suspendedUntil: new Date(suspendedUntilMs) }),
          roles: [...roles],
          createdAt: new Date(createdAtMs),
          updatedAt: new Date(clock()),
        },
        ...unsetOf({
          ...{ hidden: hidden !== true, privacy: privacy === undefined },
          suspendedUntil: suspendedUntilMs === undefined,
        }),
      },
      { upsert, writeConcern: { w: 'majority' } },
    );
    return outcome.modifiedCount + outcome.upsertedCount === 1;
  };
  return {
    async apply(projection) {
      await known.updateOne(
        { _id: projection.accountId },
        { $setOnInsert: { firstSeenAt: new Date(clock()) } },
        { upsert: true, writeConcern: { w: 'majority' } },
      );
      // Before `users`: whoever dies in between is asked again, and repeats change nothing.
      await directory.project(projection, clock());
      try {
        return await write(projection, true);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // There is a record that the filter did not match: as new or newer, or inserted by another delivery just now.
        return write(projection, false);
      }
    },
    async knownIds(after, limit) {
      const filter = after === undefined ? {} : { _id: { $gt: after } };
      const found = await known
        .find(filter, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return found.map(({ _id }) => _id);
    },
    async mayBroadcast(accountId) {
      const projection = { isBanned: 1, status: 1, hidden: 1, suspendedUntil: 1 };
      const user = await collection.findOne({ _id: accountId }, { projection });
      if (user === null) return true;
      const suspended = (user.suspendedUntil?.getTime() ?? 0) > clock();
      return !user.isBanned && !suspended && user.status === 'active' && user.hidden !== true;
    },
    async moderatesEveryRoom(accountId) {
      const user = await collection.findOne({ _id: accountId }, { projection: { roles: 1 } });
      const known = roles.filter((role) => user?.roles.includes(role));
      return may(known, 'moderate_any_room');
    },
  };
}

/** The update that removes what is said to be gone; nothing where nothing is: the server refuses an empty one. */
function unsetOf(gone: Readonly<Record<'hidden' | 'privacy' | 'suspendedUntil', boolean>>) {
  const names = Object.entries(gone).flatMap(([name, isGone]) => (isGone ? [[name, '' as const] as const] : []));
  return names.length === 0 ? {} : { $unset: Object.fromEntries(names) };
}
