const MINUTE_MS = 60_000;

/** Counts gifts of the last minute, by the time at which they were seen here. */
export function giftCounter(now: () => number): {
  readonly add: (count: number) => void;
  readonly lastMinute: () => number;
} {
  let seen: { readonly atMs: number; readonly count: number }[] = [];
  const drop = (): void => {
    const from = now() - MINUTE_MS;
    seen = seen.filter(({ atMs }) => atMs > from);
  };
  return {
    add(count) {
      if (count <= 0) return;
      drop();
      seen.push({ atMs: now(), count });
    },
    lastMinute() {
      drop();
      return seen.reduce((sum, { count }) => sum + count, 0);
    },
  };
}
