/** What a store wrote, step by step, so that the newest steps can be taken back as if they had never reached its disk. */
export class UndoLog {
  readonly #steps: (() => void)[][] = [];
  #step: (() => void)[] | undefined;

  get length(): number {
    return this.#steps.length;
  }

  /** Everything written inside is one step: all of it is taken back, or nothing. */
  step<T>(work: () => T): T {
    if (this.#step !== undefined) return work();
    const step: (() => void)[] = [];
    this.#step = step;
    try {
      return work();
    } finally {
      this.#step = undefined;
      if (step.length > 0) this.#steps.push(step);
    }
  }

  /** Notes how the write that is made now is taken back. */
  note(undo: () => void): void {
    this.#step?.push(undo);
  }

  set<K, V>(map: Map<K, V>, key: K, value: V): void {
    const before = map.get(key);
    const had = map.has(key);
    map.set(key, value);
    this.note(() => {
      if (had && before !== undefined) map.set(key, before);
      else map.delete(key);
    });
  }

  delete<K, V>(map: Map<K, V>, key: K): void {
    const before = map.get(key);
    if (!map.delete(key) || before === undefined) return;
    this.note(() => map.set(key, before));
  }

  /** Takes the newest steps back. */
  takeBack(count: number): void {
    for (let left = count; left > 0; left -= 1) {
      for (const undo of (this.#steps.pop() ?? []).reverse()) undo();
    }
  }

  /** What was written so far stays for good. */
  forget(): void {
    this.#steps.length = 0;
  }
}
