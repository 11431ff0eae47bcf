interface Timer {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
  isCancelled: boolean;
}

/** Time that jumps from one thing that is due to the next. What is due at one moment happens in the order it was asked for. */
export class VirtualTime {
  nowMs: number;
  readonly #heap: Timer[] = [];
  #order = 0;

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  /** Runs something after so long, unless the function that comes back is called before. */
  after(ms: number, run: () => void): () => void {
    const timer: Timer = { atMs: this.nowMs + Math.max(0, ms), order: this.#order, run, isCancelled: false };
    this.#order += 1;
    const heap = this.#heap;
    let at = heap.length;
    heap.push(timer);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || isBefore(parent, timer)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = timer;
    return () => {
      timer.isCancelled = true;
    };
  }

  /** Lets time pass until the condition holds (true), or until that moment or the end of all timers (false). */
  async runUntil(holds: () => boolean, endMs: number): Promise<boolean> {
    // Whatever was begun before runs to where it waits.
    await settled();
    while (!holds()) {
      const next = this.#heap[0];
      if (next === undefined || next.atMs > endMs) {
        this.nowMs = Math.max(this.nowMs, endMs);
        return false;
      }
      this.#pop();
      if (next.isCancelled) continue;
      this.nowMs = next.atMs;
      next.run();
      await settled();
    }
    return true;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      let child = heap[down];
      const right = heap[down + 1];
      if (child === undefined) break;
      if (right !== undefined && isBefore(right, child)) {
        down += 1;
        child = right;
      }
      if (isBefore(last, child)) break;
      heap[at] = child;
      at = down;
    }
    heap[at] = last;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

/** All promises that can go on have gone on: Node runs a check phase only when no microtask is left. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
