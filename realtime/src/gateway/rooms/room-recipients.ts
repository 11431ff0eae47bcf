import type { Seat } from '../../adapters/redis/room-gift-scripts.ts';

/**
 * Who may be given gifts beside the host, as a node knows them: read at the first gift to a guest, and again after the
 * room told that its guests changed. Gifts to the host never ask.
 */
export class RoomRecipients {
  readonly #read: () => Promise<readonly Seat[]>;
  #known: Promise<readonly Seat[]> | undefined;

  constructor(read: () => Promise<readonly Seat[]>) {
    this.#read = read;
  }

  /** Who sits, or sat, there under this account. Rejects when the store cannot be asked. */
  async find(account: string): Promise<Seat | undefined> {
    const known = this.#known ?? this.#ask();
    return (await known).find((seat) => seat.id === account);
  }

  forget(): void {
    this.#known = undefined;
  }

  #ask(): Promise<readonly Seat[]> {
    const asked = this.#read();
    this.#known = asked;
    // What failed is asked anew; what was forgotten meanwhile stays so.
    asked.catch(() => {
      if (this.#known === asked) this.#known = undefined;
    });
    return asked;
  }
}
