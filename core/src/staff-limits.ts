/** Bounds of the console and of what staff do in it, a part of `limits`. */
export const staffLimits = {
  /** Without a key or a pointer for this long the console hides all it shows, until its owner proves themselves anew. */
  consoleIdleMs: 10 * 60_000,
  /** For this long somebody of our staff may read what they gave a reason for, in that session of theirs. */
  staffOpenLifeMs: 15 * 60_000,
  /** Rights to read that one of our staff holds at once; the oldest end first. */
  staffOpensMax: 200,
  /** Between the second person's word and the moment in which all factors of somebody go: time to object. */
  factorResetDelayMs: 72 * 3_600_000,
  /** A reset that nobody approved ends by itself. */
  factorResetAskedLifeMs: 7 * 24 * 3_600_000,
} as const;
