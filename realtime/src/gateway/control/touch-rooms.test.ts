import { limits } from '@halobuzz/core/limits';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { TouchRooms } from './touch-rooms.ts';

const log = pino({ level: 'silent' });

it('tells of each room once, and of what could not be told the next time', async () => {
  const told: string[][] = [];
  let away = false;
  const control = {
    sadd: async (_key: unknown, ...rooms: unknown[]) => {
      if (away) throw new Error('out of reach');
      told.push(rooms.map(String));
      return rooms.length;
    },
  };
  const touched = new TouchRooms(control, log);
  await touched.flush();
  for (const room of ['a', 'b', 'a']) touched.touch(room);
  away = true;
  await touched.flush();
  touched.touch('c');
  away = false;
  await touched.flush();
  await touched.flush();
  expect(told).toEqual([['c', 'a', 'b'].sort()].map((rooms) => expect.arrayContaining(rooms)));
  expect(told[0]).toHaveLength(3);
});

it('keeps so many and no more while nobody can be told', async () => {
  const told: unknown[][] = [];
  const touched = new TouchRooms({ sadd: async (_key: unknown, ...rooms: unknown[]) => told.push(rooms) }, log);
  for (let n = 0; n <= limits.touchedRoomsEntriesMax; n += 1) touched.touch(`r${n}`);
  await touched.flush();
  expect(told[0]).toHaveLength(limits.touchedRoomsEntriesMax);
});
