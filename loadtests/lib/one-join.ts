import type { JoinData } from '@halobuzz/core/api/streams';
import { mintOf, type World, type WorldAccount } from '../world.ts';
import { api } from './http.ts';
import * as metrics from './metrics.ts';
import { tallied } from './moments.ts';
import { type RoomPlace, RoomSocket } from './room-socket.ts';
import { mintTickets, placeBy } from './tickets.ts';

const welcomeTimeoutMs = 10_000;

/** Goes in by a place, does something, and leaves. Resolves with whether they were let in. */
function joinOnce(place: RoomPlace, inside: (socket: RoomSocket) => Promise<void>): Promise<boolean> {
  return tallied(async () => {
    const socket = new RoomSocket(place, 1, () => undefined);
    try {
      const isIn = await socket.until(() => socket.welcome !== undefined, welcomeTimeoutMs);
      if (isIn) await inside(socket);
      else console.error(`not let in: ${socket.reason}`);
      return isIn;
    } finally {
      socket.close();
    }
  });
}

/** Asks the edge for a place, as the app does. */
function placeOverEdge(target: string, roomId: string, account: WorldAccount): RoomPlace | undefined {
  const askedAtMs = Date.now();
  const answer = api<JoinData>(target, {
    ...{ method: 'POST', path: `/rooms/${roomId}/join`, name: '/rooms/:id/join', body: {} },
    accessToken: account.accessToken,
  });
  if (!answer.ok) {
    console.error(`no place: ${answer.status} ${answer.code}`);
    return undefined;
  }
  const { url, ticket } = answer.data;
  return { roomId, url, entry: { kind: 'ticket', ticket }, askedAtMs };
}

/** A whole join over the edge; counted as one, whatever became of it. */
export async function joinOverEdge(
  target: string,
  roomId: string,
  account: WorldAccount,
  inside: (socket: RoomSocket) => Promise<void> = async () => undefined,
): Promise<boolean> {
  metrics.joined.want.add(1);
  const place = placeOverEdge(target, roomId, account);
  return noteJoin(place !== undefined && (await joinOnce(place, inside)));
}

/** Tickets that one virtual user keeps; they are used up long before their 30 seconds. */
const ticketsKept = 10;
const ticketUsedWithinMs = 15_000;
/** Numbers of viewers that one virtual user has to itself. */
const viewersPerVu = 10_000;

/** A virtual user's own people with minted tickets, one room after the other. */
export class MintedJoins {
  readonly #world: World;
  readonly #firstViewer: number;
  #kept: { readonly place: RoomPlace; readonly mintedAtMs: number }[] = [];
  #asked = 0;

  constructor(world: World, vu: number) {
    this.#world = world;
    this.#firstViewer = vu * viewersPerVu;
  }

  async join(inside: (socket: RoomSocket) => Promise<void> = async () => undefined): Promise<boolean> {
    metrics.joined.want.add(1);
    const place = await this.#nextPlace();
    // A ticket lay here before: the join begins now.
    return noteJoin(await joinOnce({ ...place, askedAtMs: Date.now() }, inside));
  }

  async #nextPlace(): Promise<RoomPlace> {
    const nowMs = Date.now();
    this.#kept = this.#kept.filter(({ mintedAtMs }) => nowMs - mintedAtMs < ticketUsedWithinMs);
    if (this.#kept.length === 0) {
      const { rooms } = this.#world;
      const roomId = rooms[(this.#asked / ticketsKept + this.#firstViewer / viewersPerVu) % rooms.length]?.id ?? '';
      const from = this.#firstViewer + (this.#asked % viewersPerVu);
      this.#asked += ticketsKept;
      const tickets = await mintTickets(mintOf(this.#world), { roomId, from, count: ticketsKept });
      this.#kept = tickets.map((ticket) => ({ place: placeBy(ticket, roomId, nowMs), mintedAtMs: nowMs }));
    }
    const next = this.#kept.pop();
    if (next === undefined) throw new Error('the ticket mint gave nothing');
    return next.place;
  }
}

function noteJoin(isIn: boolean): boolean {
  metrics.joinOk.add(isIn);
  if (isIn) metrics.joined.got.add(1);
  return isIn;
}
