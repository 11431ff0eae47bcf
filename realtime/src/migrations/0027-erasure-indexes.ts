import type { IndexDescription } from 'mongodb';
import { type AddedIndexes, addIndexes, dropAddedIndexes } from './ensure-collection.ts';
import type { Migration } from './migration.ts';

/** Documents that have the field alone: few of a collection name anybody there. */
const where = (field: string): Pick<IndexDescription, 'partialFilterExpression'> => ({
  partialFilterExpression: { [field]: { $gt: '' } },
});

/** By which an erasure finds a person where others' documents name them; without, each reads whole collections. */
const added: AddedIndexes = {
  livestreams: [
    { key: { 'entry.invited.account': 1 }, name: 'invited', ...where('entry.invited.account') },
    { key: { 'summary.topGifters.handle': 1 }, name: 'top_gifters', ...where('summary.topGifters.handle') },
    { key: { endedAt: 1 }, name: 'ended', partialFilterExpression: { endedAt: { $gt: new Date(0) } } },
  ],
  battles: [{ key: { 'sides.givers.account': 1 }, name: 'givers', ...where('sides.givers.account') }],
  reports: [{ key: { targetId: 1, targetKind: 1 }, name: 'target' }],
  sanctions: [
    { key: { by: 1 }, name: 'by', ...where('by') },
    { key: { liftedBy: 1 }, name: 'lifted_by', ...where('liftedBy') },
    { key: { 'appeal.decidedBy': 1 }, name: 'decided_by', ...where('appeal.decidedBy') },
  ],
  room_moderators: [{ key: { by: 1 }, name: 'by' }],
  media_removals: [{ key: { account: 1 }, name: 'account' }],
  // Its account never changes: gifts, which count in it all the time, do not touch this index.
  rollups_gifts: [{ key: { account: 1 }, name: 'account' }],
  rollups_hourly: [{ key: { hostId: 1 }, name: 'host', ...where('hostId') }],
  rollups_daily: [{ key: { hostId: 1 }, name: 'host', ...where('hostId') }],
};

/** Indexes of erasures. */
export const erasureIndexesMigration: Migration = {
  id: '0027-erasure-indexes',
  up: (db) => addIndexes(db, added),
  down: (db) => dropAddedIndexes(db, added),
};
