import type { Db } from 'mongodb';
import type { ImageStore } from '../images/image-store.ts';
import type { KnownPerson, PeopleStore } from '../people/people.ts';
import { isReserved, type UserDocument } from './user-document.ts';

/** People as the projection of accounts knows them. Addresses are never read here. */
export function mongoPeople(db: Db, images: Pick<ImageStore, 'avatarsOf'>): PeopleStore {
  const users = db.collection<UserDocument>('users');
  return {
    async shown(accountIds) {
      const filter = {
        _id: { $in: [...accountIds] },
        status: 'active',
        isBanned: false,
        hidden: { $ne: true },
      } as const;
      const [found, avatars] = await Promise.all([
        users.find(filter, { projection: { email: 0 } }).toArray(),
        images.avatarsOf(accountIds),
      ]);
      return new Map(found.map((user) => [user._id, personOf(user, avatars.get(user._id))]));
    },
  };
}

function personOf(user: Omit<UserDocument, 'email'>, avatar: string | undefined): KnownPerson {
  const { displayName = '' } = user;
  return {
    id: user._id,
    handle: user.username,
    displayName: displayName === '' ? user.username : displayName,
    bio: user.bio ?? '',
    ...(avatar === undefined ? {} : { avatar }),
    host: user.roles.includes('host'),
    verified: user.emailVerified,
    joinedAtMs: user.createdAt.getTime(),
    ...(isReserved(user) ? { reserved: true } : {}),
    ...(user.privacy?.recommendations === false ? { unranked: true } : {}),
  };
}
