import type { MintedTicket } from '../world.ts';

export interface RoomTicket {
  readonly room: string;
  readonly ticket: MintedTicket;
}

/** Signs `count` tickets for viewers from `from` on. */
export type Mint = (room: string, from: number, count: number) => Promise<readonly MintedTicket[]>;

const atOnceMax = 250;

/**
 * Tickets ahead of those who use them, room by room: so many that a storm never waits for one, and few enough that none grows old in
 * its 30 seconds.
 */
export class TicketStore {
  readonly #rooms: readonly string[];
  readonly #ahead: number;
  readonly #mint: Mint;
  readonly #ready: RoomTicket[] = [];
  #nextViewer = 0;
  #nextRoom = 0;
  #left: number;
  #filling: Promise<void> | undefined;

  /** `total`: no more than these are asked for; `ahead`: so many are kept. */
  constructor(rooms: readonly string[], sizes: { readonly total: number; readonly ahead: number }, mint: Mint) {
    if (rooms.length === 0) throw new Error('a storm needs a broadcast to come to');
    this.#rooms = rooms;
    this.#ahead = sizes.ahead;
    this.#left = sizes.total;
    this.#mint = mint;
  }

  /** Resolves when as many are ready as are kept, or all that are left. Rejects when the mint fails. */
  fill(): Promise<void> {
    this.#filling ??= this.#fillUp().finally(() => {
      this.#filling = undefined;
    });
    return this.#filling;
  }

  /** The next ticket, undefined when none is ready. */
  take(): RoomTicket | undefined {
    return this.#ready.shift();
  }

  get isLow(): boolean {
    return this.#left > 0 && this.#ready.length < this.#ahead / 2;
  }

  async #fillUp(): Promise<void> {
    while (this.#left > 0 && this.#ready.length < this.#ahead) {
      const count = Math.min(atOnceMax, this.#left, Math.max(1, Math.ceil(this.#ahead / this.#rooms.length)));
      const room = this.#rooms[this.#nextRoom % this.#rooms.length] ?? '';
      const tickets = await this.#mint(room, this.#nextViewer, count);
      if (tickets.length !== count) throw new Error(`the ticket mint gave ${tickets.length} of ${count} tickets`);
      this.#nextRoom += 1;
      this.#nextViewer += count;
      this.#left -= count;
      for (const ticket of tickets) this.#ready.push({ room, ticket });
    }
  }
}
