/** Milliseconds since the Unix epoch, UTC, as an integer. `core` never reads a clock of its own: it is given one. */
export type Clock = () => number;

/** Fills and returns `length` cryptographically strong random bytes. Passed in for the same reason as {@link Clock}. */
export type RandomBytes = (length: number) => Uint8Array;
