import { randomBytes, randomUUID } from 'node:crypto';
import type { StartStreamRequest } from '@halobuzz/core/api/streams';
import type { RoomClient } from '@halobuzz/core/client/room-client';
import { demoBroadcast } from '../demo/demo-names.ts';
import type { HalobuzzApi } from '../demo/halobuzz-api.ts';
import { roomSeat } from '../demo/room-seat.ts';
import { codeFor, type Person } from '../e2e/person.ts';
import { coverArt } from './cover-art.ts';

/** A small world that looks alive in pictures: rooms with hosts, viewers, chat and gifts. */
export interface StoreWorld {
  /** Who takes the pictures: signed up, with coins, following hosts. */
  readonly me: Person;
  readonly roomId: string;
  readonly hostHandle: string;
  /** Says and gives something again, so that a room that is opened later shows it, too. */
  stir(): Promise<void>;
  close(): void;
}

const hosts = [
  ...['asha_sings', 'tenzin_cooks', 'maya_talks', 'bikram_plays', 'priya_dances', 'omar_beats'],
  ...['laxmi_teaches', 'kenji_rides'],
];
const viewers = ['sita', 'ravi', 'hana', 'diego', 'uma', 'milan', 'zara', 'pema'];
const lines = [
  'namaste 🙏',
  'hello from Pokhara!',
  'love this one 💖',
  'the sound is great today',
  'one more please',
  'greetings from Lisbon',
  'goosebumps 🔥',
];
const givers: readonly (readonly [string, number])[] = [
  ['rose', 3],
  ['momo', 2],
  ['heart', 5],
  ['lantern', 1],
];

/** Fills a fresh installation. */
export async function makeStoreWorld(edgeUrl: string, api: HalobuzzApi): Promise<StoreWorld> {
  const seats: RoomClient[] = [];
  const rooms: { readonly id: string; readonly host: Person }[] = [];
  for (const [number, name] of hosts.entries()) {
    const host = await signUp(api, name, 0n);
    const request: StartStreamRequest = demoBroadcast(number);
    const { stream } = await api.startStream(host.accessToken, request);
    await putPicture(edgeUrl, host, `/streams/${stream.id}/cover`, await coverArt(number));
    await putPicture(edgeUrl, host, '/users/me/avatar', await coverArt(number + 3));
    seats.push(await takeSeat(api, host, stream.id));
    rooms.push({ id: stream.id, host });
  }
  const first = rooms[0];
  if (first === undefined) throw new Error('no room was opened');
  const people: { readonly person: Person; readonly seat: RoomClient }[] = [];
  for (const [number, name] of viewers.entries()) {
    const person = await signUp(api, name, 50_000n);
    await putPicture(edgeUrl, person, '/users/me/avatar', await coverArt(number));
    people.push({ person, seat: await takeSeat(api, person, first.id) });
    // Some look elsewhere too, so that the lobby has an order.
    const other = rooms[1 + (number % 4)];
    if (other !== undefined && number % 2 === 0) seats.push(await takeSeat(api, person, other.id));
  }
  const me = await signUp(api, 'you', 12_480n);
  for (const { host } of rooms.slice(0, 4)) await follow(edgeUrl, me, host.username);
  const stir = async (): Promise<void> => {
    for (const [number, { seat }] of people.entries()) {
      await seat.chat(lines[number % lines.length] ?? 'hello');
      await seat.like(3 + number);
      const [gift, count] = givers[number % givers.length] ?? ['rose', 1];
      if (number % 2 === 1) await seat.gift(gift, count);
    }
  };
  await stir();
  return {
    ...{ me, roomId: first.id, hostHandle: first.host.username, stir },
    close: () => {
      for (const seat of [...seats, ...people.map(({ seat: own }) => own)]) seat.stop();
    },
  };
}

async function signUp(api: HalobuzzApi, username: string, coins: bigint): Promise<Person> {
  const particulars = { username, email: `${username}@demo.example`, password: randomBytes(18).toString('base64url') };
  await api.register(particulars);
  const device = { id: `store-${randomUUID()}`, name: 'Phone' };
  const { accessToken, refreshToken } = await api.login(username, particulars.password, device);
  await api.verifyEmail(accessToken, await codeFor(api, particulars.email));
  if (coins > 0n) await api.grant(accessToken, coins, randomUUID());
  return { ...particulars, accessToken, refreshToken: refreshToken ?? '' };
}

/** Sits down in a room; resolves when the gateway has let them in. */
function takeSeat(api: HalobuzzApi, person: Person, roomId: string): Promise<RoomClient> {
  return new Promise((resolve, reject) => {
    const seat = roomSeat(api, { accessToken: async () => person.accessToken }, roomId, {
      onState: (state, detail) => {
        if (state === 'refused') reject(new Error(`${person.username} was refused: ${detail ?? 'no reason'}`));
      },
      onWelcome: () => resolve(seat),
      onEvent: () => {},
    });
    seat.start();
  });
}

async function putPicture(edgeUrl: string, person: Person, path: string, picture: Buffer): Promise<void> {
  await send(edgeUrl, person, 'PUT', path, { 'content-type': 'image/jpeg' }, new Uint8Array(picture));
}

async function follow(edgeUrl: string, person: Person, handle: string): Promise<void> {
  await send(edgeUrl, person, 'POST', `/users/${handle}/follow`, { 'content-type': 'application/json' }, '{}');
}

async function send(
  edgeUrl: string,
  person: Person,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array<ArrayBuffer> | string,
): Promise<void> {
  const authorization = `Bearer ${person.accessToken}`;
  const answer = await fetch(`${edgeUrl}/api/v1${path}`, { method, headers: { ...headers, authorization }, body });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
}
