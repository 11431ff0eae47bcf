/** Bounds of the console and of what staff do in it, a part of `limits`. */
export const staffLimits = {
  /** Without a key or a pointer for this long the console hides all it shows, until its owner proves themselves anew. */
  consoleIdleMs: 10 * 60_000,
} as const;
