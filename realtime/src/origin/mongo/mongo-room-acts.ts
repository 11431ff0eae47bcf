import type { Db } from 'mongodb';
import type { RoomAct, RoomActs } from '../watch/room-act.ts';

interface RoomActDocument {
  _id: string;
  roomId: string;
  hostId: string;
  act: RoomAct['act'];
  code?: string;
  reason: string;
  by: string;
  at: Date;
  message?: string;
  before?: string;
  barredUntil?: Date;
}

export function mongoRoomActs(db: Db): RoomActs {
  const acts = db.collection<RoomActDocument>('room_acts', {
    ignoreUndefined: true,
    writeConcern: { w: 'majority', journal: true },
  });
  return {
    async put(act) {
      const { _id, ...rest } = documentOf(act);
      const { upsertedCount } = await acts.updateOne({ _id }, { $setOnInsert: rest }, { upsert: true });
      if (upsertedCount === 1) return { act, made: true };
      const stored = await acts.findOne({ _id });
      return { act: stored === null ? act : actOf(stored), made: false };
    },
    count: (roomId) => acts.countDocuments({ roomId, act: { $ne: 'end' } }, { hint: 'room' }),
    async ofRoom(roomId, limit) {
      return (await acts.find({ roomId }, { hint: 'room' }).sort({ at: -1 }).limit(limit).toArray()).map(actOf);
    },
    async ofHost(hostId, limit) {
      return (await acts.find({ hostId }, { hint: 'host' }).sort({ at: -1 }).limit(limit).toArray()).map(actOf);
    },
    async endsOf(hostIds, sinceMs) {
      if (hostIds.length === 0) return new Map();
      const found = await acts
        .find(
          { hostId: { $in: [...hostIds] }, at: { $gte: new Date(sinceMs) }, act: 'end' },
          { hint: 'host', projection: { hostId: 1 } },
        )
        .toArray();
      const counts = new Map<string, number>();
      for (const { hostId } of found) counts.set(hostId, (counts.get(hostId) ?? 0) + 1);
      return counts;
    },
    async barredUntil(hostId, nowMs) {
      const [last] = await acts
        .find({ hostId, barredUntil: { $gt: new Date(nowMs) } }, { hint: 'barred' })
        .sort({ barredUntil: -1 })
        .limit(1)
        .toArray();
      return last?.barredUntil?.getTime();
    },
    async liftBars(hostId, nowMs) {
      const now = new Date(nowMs);
      const lifted = await acts.updateMany(
        { hostId, barredUntil: { $gt: now } },
        { $set: { barredUntil: now } },
        { hint: 'barred' },
      );
      return lifted.modifiedCount > 0;
    },
  };
}

function documentOf({ id, atMs, barredUntilMs, code, message, before, ...rest }: RoomAct): RoomActDocument {
  return {
    _id: id,
    ...rest,
    at: new Date(atMs),
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
    ...(before === undefined ? {} : { before }),
    ...(barredUntilMs === undefined ? {} : { barredUntil: new Date(barredUntilMs) }),
  };
}

function actOf({ _id: id, at, barredUntil, code, message, before, ...rest }: RoomActDocument): RoomAct {
  return { id, ...rest, code, message, before, atMs: at.getTime(), barredUntilMs: barredUntil?.getTime() };
}
