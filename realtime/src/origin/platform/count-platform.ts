import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import { paymentStatuses } from '@halobuzz/core/payments/payment';
import type { AnyBulkWriteOperation, Db, Document } from 'mongodb';
import { addUpHours } from './add-up-hours.ts';
import { minuteMs, type PlatformRollup, platformRollups, rollupPlace, startOf } from './platform-rollups.ts';

export interface CountPlatformDeps {
  readonly db: Db;
  readonly clock: Clock;
}

/** How many documents of a minute an index found, by minute and, where there is one, by state. */
interface MinuteCount {
  readonly _id: { readonly at: Date; readonly state?: string };
  readonly count: number;
}

/**
 * One pass: notes how many watch how many broadcasts, and counts the minutes since the last pass, with those before that may
 * still change. Everything is counted from what is stored, so a pass that is repeated writes the same again. Each count
 * reads a range of an index; of a whole collection nothing is read.
 */
export async function countPlatform({ db, clock }: CountPlatformDeps): Promise<void> {
  const nowMs = clock();
  const thisMinute = startOf(nowMs, minuteMs);
  const fromMs = await countFrom(db, thisMinute);
  const sample = await sampleLive(db);
  const { filter, fields } = rollupPlace('seen', thisMinute);
  await platformRollups(db).updateOne(
    filter,
    { $setOnInsert: fields, $max: sample, $set: { sampledAt: new Date(nowMs) } },
    { upsert: true },
  );
  await countMinutes(db, fromMs, thisMinute + minuteMs);
  await addUpHours(db, fromMs, nowMs);
}

/** The first minute to count: some before the last one that was, and nothing older than can be caught up with. */
async function countFrom(db: Db, thisMinute: number): Promise<number> {
  const last = await platformRollups(db)
    .find({ kind: 'seen' }, { projection: { at: 1 } })
    .sort({ at: -1 })
    .limit(1)
    .next();
  const oldest = thisMinute - limits.platformCatchUpMs;
  return last === null ? oldest : Math.max(oldest, last.at.getTime() - limits.platformRecountMs);
}

/** Reads the index of what is live, and no document. */
async function sampleLive(db: Db): Promise<{ viewers: number; broadcasts: number }> {
  const found = await db
    .collection('livestreams')
    .aggregate<{ viewers: number; broadcasts: number }>(liveSums, { hint: 'lobby' })
    .next();
  return { viewers: Number(found?.viewers ?? 0), broadcasts: Number(found?.broadcasts ?? 0) };
}

/** Exported for the test that explains them, as {@link countedBy}. */
export const liveSums: Document[] = [
  { $match: { status: 'live' } },
  { $group: { _id: null, viewers: { $sum: '$currentViewers' }, broadcasts: { $sum: 1 } } },
];

const countedKinds = ['reports', 'signUps', 'payments'] as const;

/** What is counted by the minute: collection, index, and the pipeline over a time. */
export function countedBy(kind: (typeof countedKinds)[number], fromMs: number, toMs: number) {
  const time = { $gte: new Date(fromMs), $lt: new Date(toMs) };
  const byMinute = (field: string, state?: string): Document => ({
    $group: {
      _id: { at: { $dateTrunc: { date: `$${field}`, unit: 'minute' } }, ...(state === undefined ? {} : { state }) },
      count: { $sum: 1 },
    },
  });
  switch (kind) {
    case 'reports': {
      const pipeline = [{ $match: { createdAt: time } }, byMinute('createdAt')];
      return { collection: 'reports', hint: 'created', pipeline };
    }
    case 'signUps': {
      const pipeline = [{ $match: { firstSeenAt: time } }, byMinute('firstSeenAt')];
      return { collection: 'known_accounts', hint: 'first_seen', pipeline };
    }
    case 'payments': {
      const $match = { status: { $in: [...paymentStatuses] }, createdAt: time };
      return { collection: 'payments', hint: 'status', pipeline: [{ $match }, byMinute('createdAt', '$status')] };
    }
  }
}

async function countMinutes(db: Db, fromMs: number, toMs: number): Promise<void> {
  const count = async (kind: (typeof countedKinds)[number]): Promise<readonly MinuteCount[]> => {
    const { collection, hint, pipeline } = countedBy(kind, fromMs, toMs);
    return db.collection(collection).aggregate<MinuteCount>(pipeline, { hint }).toArray();
  };
  const [reports, signUps, payments] = await Promise.all(countedKinds.map(count));
  const writes: AnyBulkWriteOperation<PlatformRollup>[] = [];
  const [reportsAt, signUpsAt] = [byMinute(reports ?? []), byMinute(signUps ?? [])];
  const paymentsAt = new Map<number, Record<string, number>>();
  for (const { _id, count } of payments ?? []) {
    const states = paymentsAt.get(_id.at.getTime()) ?? {};
    paymentsAt.set(_id.at.getTime(), { ...states, [_id.state ?? '']: Number(count) });
  }
  for (let minute = fromMs; minute < toMs; minute += minuteMs) {
    const { filter, fields } = rollupPlace('seen', minute);
    const counted = {
      reports: reportsAt.get(minute) ?? 0,
      signUps: signUpsAt.get(minute) ?? 0,
      payments: paymentsAt.get(minute) ?? {},
    };
    writes.push({ updateOne: { filter, update: { $setOnInsert: fields, $set: counted }, upsert: true } });
  }
  await platformRollups(db).bulkWrite(writes, { ordered: false });
}

function byMinute(counts: readonly MinuteCount[]): ReadonlyMap<number, number> {
  return new Map(counts.map(({ _id, count }) => [_id.at.getTime(), Number(count)]));
}
