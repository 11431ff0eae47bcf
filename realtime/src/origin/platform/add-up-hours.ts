import type { Db } from 'mongodb';
import { byTime, hourMs, type PlatformRollup, platformRollups, rollupPlace, startOf } from './platform-rollups.ts';
import { sumRollups } from './sum-rollups.ts';

/** Adds the minutes of the hours between two moments up, both hours included: they outlive their minutes. */
export async function addUpHours(db: Db, fromMs: number, toMs: number): Promise<void> {
  const [first, last] = [startOf(fromMs, hourMs), startOf(toMs, hourMs)];
  const minutes = await minutesBetween(db, first, last + hourMs);
  const byHour = byTime(minutes, (atMs) => startOf(atMs, hourMs));
  const writes = [...byHour].map(([hour, rollups]) => {
    const { filter, fields } = rollupPlace('hour', hour);
    const { gifts, ...sums } = sumRollups(rollups);
    const update = { $setOnInsert: fields, $set: { ...sums, gifts: BigInt(gifts) } };
    return { updateOne: { filter, update, upsert: true } };
  });
  if (writes.length > 0) await platformRollups(db).bulkWrite(writes, { ordered: false });
}

/** Both kinds of minutes of a time, the oldest first within a kind. */
export async function minutesBetween(db: Db, fromMs: number, toMs: number): Promise<readonly PlatformRollup[]> {
  return platformRollups(db)
    .find({ kind: { $in: ['seen', 'gifts'] }, at: { $gte: new Date(fromMs), $lt: new Date(toMs) } })
    .toArray();
}
