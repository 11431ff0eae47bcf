import type { Stream, Summary } from '@halobuzz/core/api/streams';
import type { RoomClient } from '@halobuzz/core/client/room-client';
import { initialGifts } from '@halobuzz/core/gifts';
import { ApiError } from './api-request.ts';
import { type BotWorld, pause, stateCounter } from './bot-world.ts';
import { hostLine, thanksLine } from './chat-lines.ts';
import { demoBroadcast } from './demo-names.ts';
import { type DemoSession, patiently, signIn } from './demo-session.ts';
import { roomSeat } from './room-seat.ts';
import type { SavedAccount } from './saved-accounts.ts';
import { countError } from './tally.ts';

/** A broadcast that is on the air. */
export interface LiveBroadcast {
  readonly stream: Stream;
  /** Ends it and answers what it came to. Throws an ApiError when the edge refuses or does not answer. */
  end(): Promise<Summary>;
}

const talkMsMin = 8_000;
const talkMsMax = 25_000;
const thanksChance = 0.5;
const pageItems = 100;

/** Signs the host in, goes live and keeps talking until the demo ends. */
export async function startHost(world: BotWorld, account: SavedAccount, number: number): Promise<LiveBroadcast> {
  const session = await signIn(account, world);
  const stream = await goLive(world, session, number);
  const seat = takeSeat(world, session, stream);
  world.rooms.add(stream.id);
  void talk(world, seat);
  return {
    stream,
    end: async () => {
      world.rooms.delete(stream.id);
      try {
        return (await world.api.endStream(await session.accessToken(), stream.id)).summary;
      } finally {
        seat.stop();
      }
    },
  };
}

async function goLive(world: BotWorld, session: DemoSession, number: number): Promise<Stream> {
  const start = async (): Promise<Stream> =>
    (await world.api.startStream(await session.accessToken(), demoBroadcast(number))).stream;
  try {
    return await patiently(world, start);
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'stream_already_live')) throw error;
    // Left over from a demo that was killed.
    await endOwnStreams(world, session);
    return await start();
  }
}

async function endOwnStreams(world: BotWorld, session: DemoSession): Promise<void> {
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const query = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await world.api.streams(`?limit=${pageItems}${query}`);
    for (const stream of page.items) {
      if (stream.host.handle === session.username) await world.api.endStream(await session.accessToken(), stream.id);
    }
    cursor = page.next;
  }
}

function takeSeat(world: BotWorld, session: DemoSession, stream: Stream): RoomClient {
  const count = stateCounter(world.tally, 'roomsLive');
  const seat = roomSeat(world.api, session, stream.id, {
    onState: (state, detail) => {
      count(state);
      if (state === 'refused') countError(world.tally, { code: detail ?? 'refused' });
      if (state === 'ended' || state === 'refused') world.rooms.delete(stream.id);
    },
    onWelcome: () => {},
    onEvent: (event) => {
      if (event.t !== 'gift' || world.random() > thanksChance || world.signal.aborted) return;
      const gift = initialGifts.find(({ id }) => id === event.gift)?.name.toLowerCase() ?? event.gift;
      void say(world, seat, thanksLine(event.from.name, gift, world.random));
    },
  });
  seat.start();
  return seat;
}

async function talk(world: BotWorld, seat: RoomClient): Promise<void> {
  while (await pause(world, talkMsMin, talkMsMax)) {
    if (seat.state === 'live') await say(world, seat, hostLine(world.random));
  }
}

async function say(world: BotWorld, seat: RoomClient, line: string): Promise<void> {
  try {
    await seat.chat(line);
    world.tally.chats += 1;
  } catch (error) {
    countError(world.tally, error);
  }
}
