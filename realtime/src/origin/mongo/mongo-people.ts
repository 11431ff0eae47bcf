import type { Db } from 'mongodb';
import type { KnownPerson, PeopleStore } from '../people/people.ts';
import type { UserDocument } from './mongo-accounts.ts';

/** People as the projection of accounts knows them. Addresses are never read here. */
export function mongoPeople(db: Db): PeopleStore {
  const users = db.collection<UserDocument>('users');
  return {
    async shown(accountIds) {
      const filter = { _id: { $in: [...accountIds] }, status: 'active', isBanned: false } as const;
      const found = await users.find(filter, { projection: { email: 0 } }).toArray();
      return new Map(found.map((user) => [user._id, personOf(user)]));
    },
  };
}

function personOf(user: Omit<UserDocument, 'email'>): KnownPerson {
  const { displayName = '' } = user;
  return {
    id: user._id,
    handle: user.username,
    displayName: displayName === '' ? user.username : displayName,
    bio: user.bio ?? '',
    host: user.roles.includes('host'),
    verified: user.emailVerified,
    joinedAtMs: user.createdAt.getTime(),
  };
}
