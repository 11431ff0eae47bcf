import { randomUUID } from 'node:crypto';
import type { RoomClient } from '@halobuzz/core/client/room-client';
import { listenTo } from '@halobuzz/core/client/room-listener';
import { initialGifts } from '@halobuzz/core/gifts';
import { serveLines } from '../../loadtests/bench/line-worker.ts';
import { paced } from '../../loadtests/bench/paced.ts';
import { viewerLine } from '../demo/chat-lines.ts';
import { halobuzzApi } from '../demo/halobuzz-api.ts';
import { roomSeat } from '../demo/room-seat.ts';
import { slots } from '../demo/run-demo.ts';
import { eventually } from '../e2e/eventually.ts';
import { newPerson } from '../e2e/person.ts';

type None = Record<string, never>;

export interface FloodPlan {
  readonly chatsPerSecond: number;
  readonly giftsPerSecond: number;
  readonly seconds: number;
}

/** What the senders were told was done, and what was refused them. */
export interface Flooded {
  readonly chats: number;
  readonly gifts: number;
  readonly refused: number;
}

/** The process of those who talk and give in a room, so that the one with the browser does not pay for them. */
export type FloodCommands = {
  /** New people with coins, each of them in the room. */
  readonly open: {
    readonly args: { readonly url: string; readonly roomId: string; readonly senders: number };
    readonly answer: None;
  };
  /** In the background, by turns. */
  readonly begin: { readonly args: FloodPlan; readonly answer: None };
  /** When everything that was begun is answered. */
  readonly ended: { readonly args: None; readonly answer: Flooded };
  /** The first of them says this. */
  readonly say: { readonly args: { readonly text: string }; readonly answer: None };
};

/** Below what a new account may spend in a day. */
const coinsEach = 90_000n;
const signInsAtOnce = 4;
/** Of those that the catalogue begins with, the cheapest. */
const giftKinds = initialGifts.slice(0, 4).map(({ id }) => id);
/** Gifts of one kind that one person gives before another kind. */
const streakGifts = 5;

const seats: RoomClient[] = [];
let background: Promise<Flooded> | undefined;

/** Whose turn it is. */
function seatOf(turn: number): RoomClient {
  const seat = seats[turn % seats.length];
  if (seat === undefined) throw new Error('nobody is in the room');
  return seat;
}

function kindOf(turn: number): string {
  return giftKinds[Math.floor(turn / (seats.length * streakGifts)) % giftKinds.length] ?? '';
}

async function takeSeat(url: string, roomId: string): Promise<RoomClient> {
  const api = halobuzzApi(url);
  const person = await newPerson(api, 'sender', { coins: coinsEach });
  const device = { id: `bench-${randomUUID()}`, name: 'bench' };
  let accessToken: string | undefined = person.accessToken;
  const session = {
    // Whoever lost the room after a while signs in anew: the first token is old by then.
    accessToken: async () => {
      const token = accessToken ?? (await api.login(person.username, person.password, device)).accessToken;
      accessToken = undefined;
      return token;
    },
  };
  const seat = roomSeat(api, session, roomId, listenTo({}));
  seat.start();
  await eventually(
    `${person.username} is in the room`,
    () => seat.state,
    (state) => state === 'live',
  );
  return seat;
}

async function flood({ chatsPerSecond, giftsPerSecond, seconds }: FloodPlan): Promise<Flooded> {
  const done = { chats: 0, gifts: 0, refused: 0 };
  const underWay = new Set<Promise<void>>();
  const note = (what: 'chats' | 'gifts', command: Promise<unknown>): void => {
    const one: Promise<void> = command
      .then(
        () => {
          done[what] += 1;
        },
        () => {
          done.refused += 1;
        },
      )
      .finally(() => underWay.delete(one));
    underWay.add(one);
  };
  await Promise.all([
    paced(chatsPerSecond, seconds, (turn) => {
      note('chats', seatOf(turn).chat(`${viewerLine(undefined, Math.random)} ${turn}`));
    }),
    paced(giftsPerSecond, seconds, (turn) => note('gifts', seatOf(turn).gift(kindOf(turn), 1))),
  ]);
  await Promise.all(underWay);
  return done;
}

serveLines<FloodCommands>({
  async open({ url, roomId, senders }) {
    const enter = slots(signInsAtOnce);
    seats.push(...(await Promise.all(Array.from({ length: senders }, () => enter(() => takeSeat(url, roomId))))));
    return {};
  },
  async begin(plan) {
    background = flood(plan);
    background.catch(() => {});
    return {};
  },
  async ended() {
    if (background === undefined) throw new Error('nothing was begun');
    return background;
  },
  async say({ text }) {
    await seatOf(0).chat(text);
    return {};
  },
});
