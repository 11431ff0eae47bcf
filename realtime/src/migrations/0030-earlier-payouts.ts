import type { Migration } from './migration.ts';

/** Payouts of before 0028 may come back as well: their provider is asked once, and from then on as of all others. */
export const earlierPayoutsMigration: Migration = {
  id: '0030-earlier-payouts',
  up: async (db) => {
    await db
      .collection('payouts')
      .updateMany({ status: 'paid', askAt: { $exists: false } }, [{ $set: { askAt: '$$NOW' } }]);
  },
  // 0028 takes the field back.
  down: async () => {},
};
