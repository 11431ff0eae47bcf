import type { CatalogueGift } from '@halobuzz/core/gifts';
import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import type { GiftStore } from '../gifts/catalogue.ts';
import { amountOf, bigintOptions, wholeOf } from './numbers.ts';

/** One version of one gift, as stored in `gifts`. */
interface GiftDocument {
  _id: string;
  giftId: string;
  version: number | bigint;
  name: string;
  emoji: string;
  coins: number | bigint;
  active: boolean;
}

/** The catalogue in MongoDB. Of a gift with several active versions, the newest is on sale. */
export function mongoGifts(db: Db): GiftStore {
  const collection = db.collection<GiftDocument>('gifts', bigintOptions);
  return {
    async onSale() {
      const documents = await collection
        .find({ active: true })
        .sort({ coins: 1 })
        .limit(limits.catalogueGiftsMax)
        .toArray();
      const newest = new Map<string, CatalogueGift>();
      for (const { giftId, version, name, emoji, coins } of documents) {
        const gift = { id: giftId, version: wholeOf(version), name, emoji, coins: amountOf(coins) };
        if ((newest.get(giftId)?.version ?? -1) < gift.version) newest.set(giftId, gift);
      }
      return [...newest.values()].sort((a, b) =>
        a.coins === b.coins ? (a.id < b.id ? -1 : 1) : a.coins < b.coins ? -1 : 1,
      );
    },
  };
}
