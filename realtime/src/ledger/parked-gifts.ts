import { Binary, type Collection, type Db } from 'mongodb';
import { isOnlyDuplicateKeys } from '../adapters/mongo/is-duplicate-key.ts';
import { legPrefix } from '../adapters/mongo/ledger-collections.ts';
import type { CommittedGift } from './committed-gift.ts';

/** A committed gift that waits for its room's store. Personal: it goes when it is shown, or after a week. */
interface ParkedGiftDoc {
  /** Shard and sequence: sorts as they do. */
  readonly _id: string;
  readonly shard: number;
  readonly epoch: bigint;
  readonly sequence: bigint;
  readonly store: string;
  readonly roomId: string;
  readonly tx: string;
  readonly event: Binary;
  readonly account: string;
  readonly name: string;
  readonly coins: bigint;
  readonly earned: bigint;
  readonly payee: string;
  readonly acceptedAt: Date;
  readonly createdAt: Date;
}

export interface ParkedGift {
  readonly store: string;
  readonly room: string;
  readonly gift: CommittedGift;
}

/** How many gifts of a shard wait, by room and store. */
export interface ParkedCount {
  readonly room: string;
  readonly store: string;
  readonly count: number;
}

/**
 * Committed gifts whose room's store gives no answer, kept in MongoDB. All functions reject when MongoDB cannot be asked.
 * Only a shard's owner calls them for it. One that lost its lease may park a gift that its successor handles as well: the
 * room's script applies each once, so that a gift may well come out of here twice.
 */
export interface ParkedGifts {
  counts(shard: number): Promise<readonly ParkedCount[]>;
  /** Keeps gifts; those that are kept already stay as they are. */
  park(gifts: readonly ParkedGift[]): Promise<void>;
  /** The oldest gifts of a shard that wait for a store, in the order of its entries. */
  oldest(shard: number, store: string, count: number): Promise<readonly ParkedGift[]>;
  /** They are shown. */
  remove(gifts: readonly CommittedGift[]): Promise<void>;
}

export function mongoParkedGifts(db: Db): ParkedGifts {
  const parked: Collection<ParkedGiftDoc> = db.collection<ParkedGiftDoc>('parked_gifts', { useBigInt64: true });
  return {
    async counts(shard) {
      const found = parked.aggregate<{ _id: { room: string; store: string }; count: number }>([
        { $match: { shard } },
        { $group: { _id: { room: '$roomId', store: '$store' }, count: { $sum: 1 } } },
      ]);
      const counts: ParkedCount[] = [];
      for await (const { _id, count } of found) counts.push({ ..._id, count: Number(count) });
      return counts;
    },
    async park(gifts) {
      if (gifts.length === 0) return;
      const createdAt = new Date();
      try {
        await parked.insertMany(
          gifts.map((one) => docOf(one, createdAt)),
          { ordered: false },
        );
      } catch (error) {
        if (!isOnlyDuplicateKeys(error)) throw error;
      }
    },
    async oldest(shard, store, count) {
      const docs = await parked.find({ shard, store }).sort({ sequence: 1 }).limit(count).toArray();
      return docs.map(giftOfDoc);
    },
    async remove(gifts) {
      if (gifts.length > 0) await parked.deleteMany({ _id: { $in: gifts.map(idOf) } });
    },
  };
}

function idOf(gift: CommittedGift): string {
  return legPrefix(gift.shard, BigInt(gift.sequence));
}

function docOf({ store, room, gift }: ParkedGift, createdAt: Date): ParkedGiftDoc {
  const { shard, tx, account, name, coins, earned, payee } = gift;
  return {
    ...{ _id: idOf(gift), shard, epoch: BigInt(gift.epoch), sequence: BigInt(gift.sequence), store, roomId: room, tx },
    ...{ event: new Binary(gift.event), account, name, coins, earned, payee },
    ...{ acceptedAt: new Date(gift.acceptedAtMs), createdAt },
  };
}

function giftOfDoc(doc: ParkedGiftDoc): ParkedGift {
  const { shard, store, roomId, tx, account, name, coins, earned, payee } = doc;
  const place = { shard, epoch: Number(doc.epoch), sequence: Number(doc.sequence) };
  const event = Uint8Array.from(doc.event.buffer);
  const acceptedAtMs = doc.acceptedAt.getTime();
  return { store, room: roomId, gift: { ...place, tx, event, account, name, coins, earned, payee, acceptedAtMs } };
}
