/** An answer that is being made in this process, for everybody who asks for it meanwhile. */
export interface Flight {
  readonly tags: readonly string[];
  readonly landed: Promise<unknown>;
  /** When it last asked the store for versions, in turns; and what it was told, once it was. */
  turn: number;
  versions: readonly string[] | undefined;
}

/**
 * The loads under way. Somebody who asks after a change must not be given what was loaded before it: who saw that change
 * in the store, or knows that it was made here, joins no flight that began earlier. Commands of one connection are
 * answered in the order in which they were sent, so turns of sending are turns of the store.
 */
export class Flights {
  readonly #byKey = new Map<string, Flight>();
  readonly #landing = new Set<Promise<unknown>>();
  #turn = 0;

  /** Call it just before asking the store. */
  turn(): number {
    this.#turn += 1;
    return this.#turn;
  }

  /** Call it just before a flight asks the store for versions. */
  begins(flight: Flight): void {
    flight.turn = this.turn();
    flight.versions = undefined;
  }

  /**
   * A flight that one may join who asked the store at turn `askedAt` and was told these versions. Undefined versions: the
   * store told nothing, and what is known here has to do.
   */
  joinable(key: string, askedAt: number, versions: readonly (string | undefined)[] | undefined): Flight | undefined {
    const flight = this.#byKey.get(key);
    if (flight === undefined || versions === undefined || flight.turn > askedAt) return flight;
    const { versions: began } = flight;
    const same = began?.length === versions.length && began.every((version, at) => version === versions[at]);
    return same ? flight : undefined;
  }

  /** Begins one that others join, in the place of an earlier one under this key. */
  start(key: string, tags: readonly string[], work: (own: Flight) => Promise<unknown>): Flight {
    const own = { tags, turn: 0, versions: undefined, landed: Promise.resolve<unknown>(undefined) };
    const flight: Flight = Object.assign(own, { landed: this.watch(work(own)) });
    this.#byKey.set(key, flight);
    const gone = (): void => {
      if (this.#byKey.get(key) === flight) this.#byKey.delete(key);
    };
    flight.landed.then(gone, gone);
    return flight;
  }

  /** Has {@link settled} wait for work that nobody joins. */
  watch<T>(work: Promise<T>): Promise<T> {
    this.#landing.add(work);
    const gone = (): void => {
      this.#landing.delete(work);
    };
    work.then(gone, gone);
    return work;
  }

  /** Nobody joins the flights of now that have one of these tags. */
  forget(tags: readonly string[]): void {
    for (const [key, flight] of this.#byKey) {
      if (flight.tags.some((tag) => tags.includes(tag))) this.#byKey.delete(key);
    }
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.#landing);
  }
}
