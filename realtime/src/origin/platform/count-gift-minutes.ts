import { type ClientSession, type Db, Long } from 'mongodb';
import type { TransactionDoc } from '../../adapters/mongo/ledger-collections.ts';
import { minuteMs, platformRollups, rollupPlace, startOf } from './platform-rollups.ts';

type GiftFields = Pick<TransactionDoc, 'type' | 'status' | 'amount' | 'createdAt'>;

/**
 * Adds gifts to the minutes in which they were accepted. It belongs into the transaction that moves the cursor of whoever
 * walks the ledger, so that each is counted once. Gifts undone later were given all the same.
 */
export async function countGiftMinutes(db: Db, session: ClientSession, entries: readonly GiftFields[]): Promise<void> {
  const sums = new Map<number, { gifts: number; coins: bigint }>();
  for (const { type, status, amount, createdAt } of entries) {
    if (type !== 'gift' || status !== 'completed') continue;
    const minute = startOf(createdAt.getTime(), minuteMs);
    const { gifts, coins } = sums.get(minute) ?? { gifts: 0, coins: 0n };
    sums.set(minute, { gifts: gifts + 1, coins: coins + BigInt(amount) });
  }
  if (sums.size === 0) return;
  const writes = [...sums].map(([minute, { gifts, coins }]) => {
    const { filter, fields } = rollupPlace('gifts', minute);
    const update = { $setOnInsert: fields, $inc: { gifts, coins: Long.fromBigInt(coins) } };
    return { updateOne: { filter, update, upsert: true } };
  });
  await platformRollups(db).bulkWrite(writes, { session, ordered: false });
}
