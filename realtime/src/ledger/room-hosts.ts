import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';

export interface RoomHost {
  readonly hostId: string;
  readonly hostName: string;
}

/** The hosts of broadcasts, by room id; a room that is in no record is left out. Rejects when MongoDB cannot be asked. */
export type RoomHosts = (roomIds: readonly string[]) => Promise<ReadonlyMap<string, RoomHost>>;

/** Reads them from `livestreams` and remembers a bounded number: a broadcast's host never changes. */
export function mongoRoomHosts(db: Db): RoomHosts {
  const known = new Map<string, RoomHost>();
  const livestreams = db.collection<{ _id: string; hostId: string; hostHandle: string }>('livestreams');
  return async (roomIds) => {
    const unknown = roomIds.filter((id) => !known.has(id));
    const found = new Map(roomIds.flatMap((id) => (known.has(id) ? [[id, known.get(id)] as const] : [])));
    if (unknown.length > 0) {
      const projection = { hostId: 1, hostHandle: 1 } as const;
      for (const doc of await livestreams.find({ _id: { $in: unknown } }, { projection }).toArray()) {
        const host = { hostId: doc.hostId, hostName: doc.hostHandle };
        found.set(doc._id, host);
        known.set(doc._id, host);
      }
      for (const oldest of known.keys()) {
        if (known.size <= limits.ledgerRoomHostsMax) break;
        known.delete(oldest);
      }
    }
    return new Map([...found].flatMap(([id, host]) => (host === undefined ? [] : [[id, host] as const])));
  };
}
