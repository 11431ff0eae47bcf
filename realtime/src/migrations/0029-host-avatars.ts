import { livestreams as before } from './0017-discovery.ts';
import { ensureCollection } from './ensure-collection.ts';
import { filledText } from './json-schema.ts';
import type { Migration } from './migration.ts';

/** Under which name a host's picture is kept, beside their broadcast: lists show it without another question. */
export const hostAvatarsMigration: Migration = {
  id: '0029-host-avatars',
  up: (db) =>
    ensureCollection(db, { ...before, optional: { ...before.optional, hostAvatar: filledText }, indexes: [] }),
  down: async (db) => {
    await db.collection('livestreams').updateMany({ hostAvatar: { $exists: true } }, { $unset: { hostAvatar: '' } });
    await ensureCollection(db, { ...before, indexes: [] });
  },
};
