/**
 * Says when a room's next frame may go out. A quiet room sends at once; a busy one sends its audience one frame a tick: one
 * write per viewer instead of one per event, which is nearly all of the cost.
 *
 * Which it is, the generic cell rate algorithm decides (ITU-T I.371): `#dueMs` runs ahead by a tick with each frame to
 * everybody, by a share of it with a frame to some, and a frame waits only while it is more than the burst ahead. Counting
 * from the last frame instead would hold up a room whose events come about once a tick: each late timer would make the next
 * event wait longer.
 */
export class FramePacer {
  readonly #burst: number;
  #dueMs = Number.NEGATIVE_INFINITY;

  /** `burst`: frames that may go to everybody at once after silence, before the room is held to one a tick. */
  constructor(burst: number) {
    this.#burst = burst;
  }

  /** How long the next frame has to wait. `tickMs`: the room's tick now, it may stretch. */
  delayMs(tickMs: number, nowMs: number): number {
    return Math.max(0, this.#dueMs - (this.#burst - 1) * tickMs - nowMs);
  }

  /** A frame went out, to this share of the audience. */
  sent(share: number, tickMs: number, nowMs: number): void {
    // A clock that was set back must not hold the room up.
    const latestMs = nowMs + this.#burst * tickMs;
    this.#dueMs = Math.min(latestMs, Math.max(this.#dueMs, nowMs) + share * tickMs);
  }
}
