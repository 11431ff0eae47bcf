/** How many entries, in which time. */
export interface Drained {
  readonly entries: number;
  readonly tookMs: number;
}

interface Progress {
  readonly entries: number;
  readonly atMs: number;
}

/** From the first commit on, whose entries do not count; from the start when there was only that one. */
export function drainedSince(startedMs: number, first: Progress | undefined, last: Progress): Drained {
  if (first === undefined || first.entries === last.entries) {
    return { entries: last.entries, tookMs: last.atMs - startedMs };
  }
  return { entries: last.entries - first.entries, tookMs: last.atMs - first.atMs };
}
