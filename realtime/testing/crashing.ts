/** The process died here, as far as whoever called can tell. */
export class Crash extends Error {}

/** A stream of numbers below 1 from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const crashesAt = 0.015;

/** The same functions, some of whose calls end in a crash: before they did anything, or after, with the answer lost. */
export function crashing<T extends object>(target: T, chance: () => number): T {
  return new Proxy(target, {
    get(object, name, receiver) {
      const value: unknown = Reflect.get(object, name, receiver);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        if (chance() < crashesAt) throw new Crash('before');
        const answer: unknown = await Reflect.apply(value, object, args);
        if (chance() < crashesAt) throw new Crash('after');
        return answer;
      };
    },
  });
}

/** Lets crashes and answers with a code of ours pass; anything else is a defect. */
export function orDefect(error: unknown): void {
  if (error instanceof Crash || typeof Reflect.get(Object(error), 'code') === 'string') return;
  throw error;
}
