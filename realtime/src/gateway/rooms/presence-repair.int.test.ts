import { roomKeys } from '@halobuzz/core/rooms/keys';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestRedis, testStoreUrl } from '../../../testing/redis.ts';
import { testPerson, testRoomOf, testUuid } from '../../../testing/rooms.ts';
import { createRoomStore, roomInstanceOf } from '../../adapters/redis/room-redis.ts';
import { PresenceRepair } from './presence-repair.ts';

type TestRedis = Awaited<ReturnType<typeof openTestRedis>>;
let dead: TestRedis;
let living: TestRedis;
beforeAll(async () => {
  const url = testStoreUrl('TEST_REDIS_ROOMS_URL');
  [dead, living] = await Promise.all([openTestRedis(url), openTestRedis(url)]);
  dead.disconnect();
});
afterAll(() => living.disconnect());

/** A room of that instance of two. */
function roomOn(instance: number): string {
  const id = testUuid();
  return roomInstanceOf(id, 2) === instance ? id : roomOn(instance);
}

it('repairs the rooms of one store while another is out', async () => {
  const store = createRoomStore([dead, living]);
  const nodeField = 'n#b';
  const room = roomOn(1);
  const { account, name } = testPerson('ghost');
  const events = { joined: new Uint8Array(1), entered: new Uint8Array(1) };
  await store(room).createRoom(room, testRoomOf(testPerson('host')));
  await store(room).enter(room, nodeField, { account, name }, events, undefined);

  const told: string[] = [];
  const touched = { touch: (roomId: string) => void told.push(roomId) };
  const log = pino({ level: 'silent' });
  const repair = new PresenceRepair({ nodeField, store, openRoom: () => undefined, touched, log });
  for (const roomId of [roomOn(0), roomOn(0), room]) repair.unsure(roomId);
  await repair.run();
  expect(await living.exists(roomKeys(room).members, roomKeys(room).nodes)).toBe(0);
  expect(told).toEqual([room]);
});
