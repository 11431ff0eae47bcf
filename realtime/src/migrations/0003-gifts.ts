import { initialGifts } from '@halobuzz/core/gifts';
import type { Migration } from './migration.ts';

const giftDocId = (id: string, version: number): string => `${id}:${version}`;

/** The catalogue that a new installation starts with. Prices that an operator changed since are left alone. */
export const giftsMigration: Migration = {
  id: '0003-gifts',
  up: async (db) => {
    const createdAt = new Date();
    const writes = initialGifts.map((gift) => ({
      updateOne: {
        filter: { _id: giftDocId(gift.id, gift.version) },
        update: {
          $setOnInsert: {
            giftId: gift.id,
            version: gift.version,
            name: gift.name,
            emoji: gift.emoji,
            coins: gift.coins,
            active: true,
            createdAt,
          },
        },
        upsert: true,
      },
    }));
    await db.collection<{ _id: string }>('gifts').bulkWrite(writes);
  },
  down: async (db) => {
    const ids = initialGifts.map((gift) => giftDocId(gift.id, gift.version));
    await db.collection<{ _id: string }>('gifts').deleteMany({ _id: { $in: ids } });
  },
};
