import { randomUUID } from 'node:crypto';
import { CommandError } from '@halobuzz/core/client/pending-commands';
import type { RoomClient } from '@halobuzz/core/client/room-client';
import { initialGifts } from '@halobuzz/core/gifts';
import { type BotWorld, pause, stateCounter } from './bot-world.ts';
import { greeting, viewerLine } from './chat-lines.ts';
import { pick } from './demo-names.ts';
import { type DemoSession, patiently, signIn } from './demo-session.ts';
import { roomSeat } from './room-seat.ts';
import type { SavedAccount } from './saved-accounts.ts';
import { countError } from './tally.ts';

const grantCoins = 2_000n;
/** Below this a viewer is granted coins before the evening begins. */
const poorBelowCoins = 500n;
const likesAtOnceMax = 12;
/** Visits of one room last about this long before a viewer leaves or looks elsewhere. */
const visitMsMin = 30_000;
const visitMsMax = 150_000;
const awayMsMin = 2_000;
const awayMsMax = 15_000;
const thinkMsMin = 1_500;
const thinkMsMax = 11_000;
const noRoomMs = 1_000;

/** Signs a viewer in when `enter` lets it, fills its purse and has it visit rooms until the demo ends. */
export async function runViewer(
  world: BotWorld,
  account: SavedAccount,
  enter: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<void> {
  const session = await enter(() => signIn(account, world));
  await fillPurse(world, session);
  while (!world.signal.aborted) {
    const roomId = world.rooms.size === 0 ? undefined : pick([...world.rooms], world.random);
    if (roomId === undefined) await pause(world, noRoomMs, noRoomMs);
    else await visit(world, session, roomId);
    await pause(world, awayMsMin, awayMsMax);
  }
}

async function fillPurse(world: BotWorld, session: DemoSession): Promise<void> {
  const { coins } = await world.api.wallet(await session.accessToken());
  if (BigInt(coins) >= poorBelowCoins) return;
  const key = randomUUID();
  await patiently(world, async () => world.api.grant(await session.accessToken(), grantCoins, key));
}

async function visit(world: BotWorld, session: DemoSession, roomId: string): Promise<void> {
  const count = stateCounter(world.tally, 'viewersLive');
  let lastSpeaker: string | undefined;
  let isOver = false;
  const seat = roomSeat(world.api, session, roomId, {
    onState: (state, detail) => {
      count(state);
      isOver = state === 'ended' || state === 'refused';
      if (state === 'refused') countError(world.tally, { code: detail ?? 'refused' });
    },
    onWelcome: () => {},
    onEvent: (event) => {
      if (event.t === 'chat' && event.from.name !== session.username) lastSpeaker = event.from.name;
    },
  });
  seat.start();
  const leaveAtMs = world.now() + visitMsMin + world.random() * (visitMsMax - visitMsMin);
  let greeted = false;
  while (world.now() < leaveAtMs && (await pause(world, thinkMsMin, thinkMsMax)) && !isOver) {
    if (seat.state !== 'live') continue;
    try {
      await act(world, session, seat, greeted ? viewerLine(lastSpeaker, world.random) : greeting(world.random));
      greeted = true;
    } catch (error) {
      // A room that ended under a bot's hands is the way of live rooms.
      if (!isOver && !world.signal.aborted) countError(world.tally, error);
    }
  }
  seat.stop();
}

async function act(world: BotWorld, session: DemoSession, seat: RoomClient, line: string): Promise<void> {
  const { tally } = world;
  const dice = world.random();
  if (dice < 0.5) {
    await seat.chat(line);
    tally.chats += 1;
  } else if (dice < 0.8) {
    const count = 1 + Math.floor(world.random() * likesAtOnceMax);
    await seat.like(count);
    tally.likes += count;
  } else {
    await give(world, session, seat);
  }
}

/** Cheap gifts are common and dear ones rare, as among people. */
async function give(world: BotWorld, session: DemoSession, seat: RoomClient): Promise<void> {
  const rank = Math.floor(world.random() ** 3 * (initialGifts.length - 1));
  const gift = initialGifts[rank];
  if (gift === undefined) return;
  const quantity = rank === 0 && world.random() < 0.3 ? 5 : 1;
  try {
    const reply = await seat.gift(gift.id, quantity);
    if (reply.t !== 'gift') return;
    world.tally.gifts += 1;
    world.tally.coins += BigInt(reply.coins);
  } catch (error) {
    if (!(error instanceof CommandError && error.code === 'insufficient_balance')) throw error;
    await fillPurse(world, session);
  }
}
