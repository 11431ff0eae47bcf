import { limits } from '../limits.ts';
import type { Timers } from './surroundings.ts';

/**
 * Notices a socket that is open and dead: the network may swallow everything without a word, and a browser shows no
 * pings. Counts ticks of a timer instead of reading a clock: clocks leap, and after a sleep of the device what the socket
 * missed counts as one tick, not as an hour.
 */
export class Liveness {
  readonly #timers: Timers;
  readonly #actions: { readonly probe: () => void; readonly dead: () => void };
  #timer: unknown;
  #silentTicks = 0;
  #staleTicks = 0;

  /** `probe`: make the server answer. `dead`: nothing came, give the socket up. */
  constructor(timers: Timers, actions: { readonly probe: () => void; readonly dead: () => void }) {
    this.#timers = timers;
    this.#actions = actions;
  }

  /** Begins to watch. `random` in [0, 1) shifts the first tick, so that those who came together do not ask together. */
  start(random: number): void {
    this.stop();
    this.#silentTicks = 0;
    this.#staleTicks = 0;
    this.#wait(Math.ceil(random * limits.clientTickMs));
  }

  stop(): void {
    if (this.#timer !== undefined) this.#timers.clearTimer(this.#timer);
    this.#timer = undefined;
  }

  /** A frame came; `position`: it told something about the room's reliable lane. */
  heard(position: boolean): void {
    this.#silentTicks = 0;
    if (position) this.#staleTicks = 0;
  }

  /** Asks at once, and gives the socket up after the usual time for an answer. */
  suspect(): void {
    if (this.#timer === undefined) return;
    this.#silentTicks = Math.max(this.#silentTicks, ticks(limits.clientProbeAfterMs));
    this.#actions.probe();
  }

  #wait(delayMs: number): void {
    this.#timer = this.#timers.setTimer(() => this.#tick(), delayMs);
  }

  #tick(): void {
    this.#wait(limits.clientTickMs);
    this.#silentTicks += 1;
    this.#staleTicks += 1;
    if (this.#silentTicks >= ticks(limits.clientProbeAfterMs + limits.clientProbeAnswerMs)) {
      this.stop();
      this.#actions.dead();
    } else if (this.#silentTicks === ticks(limits.clientProbeAfterMs)) this.#actions.probe();
    else if (this.#staleTicks >= ticks(limits.clientPositionCheckMs)) {
      this.#staleTicks = 0;
      this.#actions.probe();
    }
  }
}

function ticks(ms: number): number {
  return Math.ceil(ms / limits.clientTickMs);
}
