import type { Battle } from '@halobuzz/core/api/battles';
import { publicPrivacy } from '@halobuzz/core/streams/privacy';
import type { Db } from 'mongodb';
import type { RoomStore } from '../src/adapters/redis/room-redis.ts';
import { mongoLivestreams } from '../src/origin/mongo/mongo-livestreams.ts';
import { type TestPerson, testPerson, testRoomOf, testUuid } from './rooms.ts';

/** A live broadcast: its record and its room. */
export interface LiveRoom {
  readonly id: string;
  readonly host: TestPerson;
}

/** Goes live as the origin would, for a host whom nobody else is. */
export async function goLive(db: Db, rooms: RoomStore, name: string, id = testUuid()): Promise<LiveRoom> {
  const host = testPerson(name);
  const inserted = await mongoLivestreams(db).insertLive({
    ...{ id, status: 'live', hostId: host.account, hostHandle: name, hostSubject: host.subject },
    ...{ title: `${name} sings`, category: 'music', tags: [], country: 'NP', region: 'ap-southeast-1' },
    ...{ privacy: publicPrivacy, listed: true, currentViewers: 0, startedAtMs: Date.now() },
  });
  if (!inserted) throw new Error('not live');
  await rooms(id).createRoom(id, testRoomOf(host));
  return { id, host };
}

/** Coins of both sides, the challenger's first. */
export function coinsOf({ sides }: Pick<Battle, 'sides'>): readonly string[] {
  return sides.map(({ coins }) => coins);
}
