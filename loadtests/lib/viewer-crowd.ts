import type { DownEvent } from '@halobuzz/core/protocol/down';
import { check } from 'k6';
import type { RoomSizes } from '../profiles.ts';
import { mintOf, type World } from '../world.ts';
import { ownShare } from './crowd-options.ts';
import * as metrics from './metrics.ts';
import { tallied, until } from './moments.ts';
import { type CrowdPlan, turnMs } from './plan.ts';
import { RoomSocket } from './room-socket.ts';
import { type Share, sharesOf, viewersOf } from './shares.ts';
import { mintTickets, placeBy } from './tickets.ts';

const welcomeTimeoutMs = 20_000;
const replyTimeoutMs = 10_000;
/** So many come with one request for tickets: far fewer than live 30 seconds. */
const ticketsAhead = 50;

/** Viewers of one room that one virtual user plays. The first reads everything, the others a sample. */
export interface Crowd {
  readonly share: Share;
  readonly roomId: string;
  /** Their newest sockets, and the numbers of the viewers behind them. */
  readonly sockets: RoomSocket[];
  readonly plan: CrowdPlan;
  /** A socket of this crowd in place of an earlier one. */
  readonly replace: (at: number, socket: RoomSocket) => void;
  readonly onEvent: (at: number) => (event: DownEvent) => void;
}

export interface CrowdPart {
  readonly sizes: RoomSizes;
  readonly world: World;
  readonly plan: CrowdPlan;
  /** Hears what the sockets read; `at` is a viewer's place in the crowd. */
  readonly onEvent?: (event: DownEvent, at: number) => void;
  /** What the crowd does from `actFromMs` to `actToMs`. */
  readonly act: (crowd: Crowd) => Promise<void>;
}

/** One virtual user's whole part: everybody joins in turn, the count is right, they act, nothing is missing, they leave. */
export function playCrowd({ sizes, world, plan, onEvent, act }: CrowdPart): Promise<void> {
  return tallied(async () => {
    const share = ownShare(sizes);
    const roomId = world.rooms[share.room]?.id ?? '';
    let shown = 0;
    const hear =
      (at: number) =>
      (event: DownEvent): void => {
        if (at === 0 && event.t === 'count') shown = event.viewers;
        onEvent?.(event, at);
      };
    const sockets: RoomSocket[] = [];
    const replace = (at: number, socket: RoomSocket): void => {
      sockets[at] = socket;
    };
    const crowd: Crowd = { share, roomId, sockets, plan, replace, onEvent: hear };
    try {
      await enterAll(crowd, sizes, world);
      await until(plan.actFromMs);
      await compareCount(crowd, sizes, () => shown);
      await act(crowd);
      await until(plan.compareAtMs);
      await Promise.all(sockets.map(compareLane));
      await until(plan.leaveAtMs);
      check(sockets, { 'viewers stayed to the end': () => sockets.every(({ closed }) => !closed) });
    } finally {
      for (const socket of sockets) socket.close();
    }
  });
}

/** A viewer's first socket reads everything, so that the count it is shown is the newest. */
export function decodeOneInOf(at: number, sizes: RoomSizes): number {
  return at === 0 ? 1 : sizes.decodeOneIn;
}

/** Each comes at their turn between the first and the last viewer of the run, wherever they sit. */
async function enterAll(crowd: Crowd, sizes: RoomSizes, world: World): Promise<void> {
  const mint = mintOf(world);
  const { share, roomId, sockets, plan } = crowd;
  const shares = sharesOf(sizes).length;
  const fromMs = turnMs(share.index, shares, plan.enterFromMs, plan.enterToMs);
  const toMs = turnMs(share.index + 1, shares, plan.enterFromMs, plan.enterToMs);
  metrics.joined.want.add(share.count);
  for (let at = 0; at < share.count; at += ticketsAhead) {
    await until(turnMs(at, share.count, fromMs, toMs));
    const count = Math.min(ticketsAhead, share.count - at);
    const tickets = await mintTickets(mint, { roomId, from: share.from + at, count });
    for (const [index, ticket] of tickets.entries()) {
      const seat = at + index;
      await until(turnMs(seat, share.count, fromMs, toMs));
      sockets.push(
        new RoomSocket(placeBy(ticket, roomId, Date.now()), decodeOneInOf(seat, sizes), crowd.onEvent(seat), seat),
      );
    }
  }
  await Promise.all(sockets.map(welcomed));
}

async function welcomed(socket: RoomSocket): Promise<void> {
  const isIn = await socket.until(() => socket.welcome !== undefined, welcomeTimeoutMs);
  metrics.joinOk.add(isIn);
  if (!isIn) {
    console.error(`a viewer did not get in: ${socket.reason}`);
    return;
  }
  metrics.joined.got.add(1);
}

/** Everybody and the host: the count that the first viewer of a share is shown comes to it, or it is counted as it is. */
async function compareCount({ share, sockets }: Crowd, sizes: RoomSizes, shown: () => number): Promise<void> {
  const [first] = sockets;
  const everybody = viewersOf(share.room, sizes) + 1;
  const count = (): number => shown() || (first?.welcome?.viewers ?? 0);
  await first?.until(() => count() === everybody, replyTimeoutMs);
  metrics.viewers.want.add(everybody);
  metrics.viewers.got.add(count());
}

/** Asks where the room's reliable lane ends; everything from the welcome to there must have come. */
export async function compareLane(socket: RoomSocket): Promise<void> {
  const { welcome, point } = socket;
  if (welcome === undefined || point === undefined) return;
  const reply = await socket.command({ t: 'sync', point }, replyTimeoutMs);
  check(reply, { 'the end of the lane is told': (got) => got?.ok === true && got.data.t === 'sync' });
  if (reply?.ok !== true || reply.data.t !== 'sync') return;
  const head = reply.data.offset;
  await socket.until(() => (socket.point?.offset ?? 0) >= head, replyTimeoutMs);
  const begin = socket.place.entry.kind === 'resume' ? socket.place.entry.point.offset : welcome.offset;
  metrics.reliable.want.add(head - begin);
  metrics.reliable.got.add(Math.min(head - begin, socket.reliableSeen));
}
