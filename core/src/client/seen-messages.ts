/** Remembers the newest ids it was shown, up to a bound. */
export class SeenMessages {
  readonly #max: number;
  /** In the order in which they came: a Set walks its oldest entry first. */
  readonly #ids = new Set<string>();

  constructor(max: number) {
    this.#max = max;
  }

  /** Whether the id is new; it is not any more. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > this.#max) {
      for (const oldest of this.#ids) {
        this.#ids.delete(oldest);
        break;
      }
    }
    return true;
  }
}
