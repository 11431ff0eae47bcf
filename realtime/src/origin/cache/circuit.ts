import type { Clock } from '@halobuzz/core/clock';

export type Guarded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false };

export interface CircuitOptions {
  readonly clock: Clock;
  /** So many failures in a row open it. */
  readonly failuresMax: number;
  /** An open one lets nobody through for this long, then one caller at a time until one succeeds. */
  readonly pauseMs: number;
  /** Who has no answer after this long has failed; what was asked may take place all the same. */
  readonly answerMs: number;
  /** Told of each change, with the failure that opened it. */
  readonly onChange?: (open: boolean, err?: unknown) => void;
}

/** Guards callers against a store that is away or slow: each waits a bounded time, and soon nobody waits at all. */
export class Circuit {
  readonly #options: CircuitOptions;
  #failures = 0;
  #openUntilMs: number | undefined;
  #trying = false;

  constructor(options: CircuitOptions) {
    this.#options = options;
  }

  get open(): boolean {
    return this.#openUntilMs !== undefined;
  }

  /** What `ask` answers, unless the circuit is open, it fails, or it takes too long. Never rejects. */
  async run<T>(ask: () => Promise<T>): Promise<Guarded<T>> {
    const trial = this.#openUntilMs !== undefined;
    if (trial && !this.#mayTry()) return { ok: false };
    this.#trying ||= trial;
    try {
      const value = await within(this.#options.answerMs, ask);
      this.#close();
      return { ok: true, value };
    } catch (err) {
      this.#fail(err);
      return { ok: false };
    } finally {
      if (trial) this.#trying = false;
    }
  }

  #mayTry(): boolean {
    return !this.#trying && this.#options.clock() >= (this.#openUntilMs ?? 0);
  }

  #close(): void {
    this.#failures = 0;
    if (this.#openUntilMs === undefined) return;
    this.#openUntilMs = undefined;
    this.#options.onChange?.(false);
  }

  #fail(err: unknown): void {
    this.#failures += 1;
    if (this.#failures < this.#options.failuresMax) return;
    const known = this.open;
    this.#openUntilMs = this.#options.clock() + this.#options.pauseMs;
    if (!known) this.#options.onChange?.(true, err);
  }
}

/** Behind a timer the process looks at its sockets once more: one that was busy itself must not blame the store. */
async function within<T>(timeMs: number, ask: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void => reject(new Error(`no answer within ${timeMs} ms`));
    timer = setTimeout(() => setImmediate(giveUp), timeMs);
  });
  try {
    return await Promise.race([ask(), late]);
  } finally {
    clearTimeout(timer);
  }
}
