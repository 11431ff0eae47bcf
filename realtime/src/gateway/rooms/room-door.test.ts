import { publicPrivacy, type StreamPrivacy } from '@halobuzz/core/streams/privacy';
import { expect, it } from 'vitest';
import { testPerson } from '../../../testing/rooms.ts';
import type { DoorReading } from '../../adapters/redis/room-door-scripts.ts';
import { RoomDoor } from './room-door.ts';
import type { Admission, RoomMember } from './room-member.ts';

function unreachable(): never {
  throw new Error('not in these tests');
}

interface Guest {
  readonly account?: string;
  readonly admin?: boolean;
  readonly admission?: Partial<Admission>;
}

/** A room of these people, whose store answers what `answers` holds next; what happened to sockets is kept. */
function roomOf(guests: readonly Guest[], host?: string) {
  const happened: string[] = [];
  const failures: unknown[] = [];
  const answers: (Error | (Partial<StreamPrivacy> & { version: number }))[] = [];
  const asked: (readonly string[])[] = [];
  const members = guests.map(({ account = testPerson('').account, admin = false, admission = {} }, at): RoomMember => {
    const known = { door: 0, follows: false, country: 'NP', adult: false, passwordVersion: 0, ...admission };
    return {
      ...{ account, name: '', admin, version: 3, resync: unreachable },
      socket: {
        ...{ send: unreachable, bufferedBytes: unreachable, subscribe: unreachable, unsubscribe: unreachable },
        ...{ cork: unreachable, end: unreachable, terminate: unreachable },
      },
      get admission() {
        return known;
      },
      staysAt(version) {
        known.door = version;
        happened.push(`${at} stays at ${version}`);
      },
      close: (code) => void happened.push(`${at} ${code}`),
    };
  });
  const read = async (accounts: readonly string[]): Promise<DoorReading | undefined> => {
    asked.push(accounts);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    if (answer === undefined) return undefined;
    const { version, ...privacy } = answer;
    const standings = accounts.map(() => ({ invited: false, moderator: false }));
    return { door: { version, passwordVersion: 0, privacy: { ...publicPrivacy, ...privacy } }, standings };
  };
  const door = new RoomDoor({
    people: {
      socketsOf: (account) => members.filter((one) => one.account === account),
      accounts: () => members.map(({ account }) => ({ account })),
    },
    read,
    host: () => host,
    onFailed: (err) => failures.push(err),
  });
  return { door, happened, failures, answers, asked };
}

it('judges everybody once by each new door, but not the host and admins', async () => {
  const host = testPerson('host').account;
  const room = roomOf(
    [{}, { account: host }, { admin: true }, { admission: { adult: true } }, { admission: { door: 1 } }],
    host,
  );
  room.answers.push({ version: 1, adultsOnly: true });
  await room.door.check();
  expect(room.happened).toEqual(['0 room_adults_only', '1 stays at 1', '2 stays at 1', '3 stays at 1']);
  await room.door.check();
  expect(room.happened.slice(4)).toEqual(['0 room_adults_only']);
});

it('asks who does not follow to come by the edge again, which may know better', async () => {
  const room = roomOf([{}, { admission: { follows: true } }]);
  room.answers.push({ version: 1, visibility: 'followers' });
  await room.door.check();
  expect(room.happened).toEqual(['0 admission_expired', '1 stays at 1']);
});

it('tries again until the store has answered, and not any more then', async () => {
  const room = roomOf([{}]);
  room.answers.push(new Error('away'), new Error('away'), { version: 1, visibility: 'private' });
  room.door.changed();
  expect(room.door.mark).toBe(1);
  await expect.poll(() => room.failures.length).toBe(1);
  expect(room.happened).toEqual([]);
  room.door.tend();
  await expect.poll(() => room.failures.length).toBe(2);
  room.door.tend();
  await expect.poll(() => room.happened).toEqual(['0 room_private']);
  room.door.tend();
  await room.door.check();
  expect(room.asked).toHaveLength(4);
});

it('looks once more when the door changed while it looked', async () => {
  const room = roomOf([{}]);
  room.answers.push({ version: 1 }, { version: 2, visibility: 'private' });
  room.door.changed();
  room.door.changed();
  await expect.poll(() => room.happened).toEqual(['0 stays at 1', '0 room_private']);
  expect([room.door.mark, room.asked.length, room.failures]).toEqual([2, 2, []]);
});

it('has nothing to judge by when the room is gone', async () => {
  const room = roomOf([{}]);
  await room.door.check();
  expect(room.happened).toEqual([]);
});
