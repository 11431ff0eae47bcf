import type { Db } from 'mongodb';

/** Handles as staff see them: of banned and hidden people, too, whom nobody else is shown. */
export interface StaffHandles {
  of(accountIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

export function mongoStaffHandles(db: Db): StaffHandles {
  const users = db.collection<{ _id: string; username: string; status: string }>('users');
  return {
    async of(accountIds) {
      const found = users.find({ _id: { $in: [...new Set(accountIds)] }, status: 'active' });
      return new Map((await found.project({ username: 1 }).toArray()).map(({ _id, username }) => [_id, username]));
    },
  };
}
