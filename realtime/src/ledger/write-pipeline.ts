/** Writes that are under way side by side, at most so many. */
export interface WritePipeline {
  /** Takes a write in; waits for all of them when there are too many. Rejects when one of them failed. */
  add(write: Promise<unknown>): Promise<void>;
  /** Waits for all of them. Rejects when one of them failed. */
  drain(): Promise<void>;
}

export function writePipeline(most: number): WritePipeline {
  let pending: Promise<unknown>[] = [];
  const drain = async (): Promise<void> => {
    const all = pending;
    pending = [];
    await Promise.all(all);
  };
  return {
    async add(write) {
      // Whoever adds may wait for something else when it fails, and a failure that nobody hears ends a Node process.
      write.catch(() => {});
      pending.push(write);
      if (pending.length >= most) await drain();
    },
    drain,
  };
}
