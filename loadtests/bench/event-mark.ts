/**
 * Every event of the bench carries the moment of its publishing as text: `~t` and 16 digits, microseconds. Whatever wraps
 * the event (a frame of ours, JSON, an engine.io packet), the mark can be found in it without decoding.
 */
export const MARK_CHARS = 18;

const digits = 16;
const tilde = 0x7e;
const letterT = 0x74;
const zero = 0x30;

/** Microseconds since 1970, finer than `Date.now`. */
export function nowMicros(): number {
  return (performance.timeOrigin + performance.now()) * 1_000;
}

export function writeMark(micros: number): string {
  return `~t${Math.floor(micros).toString().padStart(digits, '0')}`;
}

/** Calls `found` with the microseconds of each whole mark in `bytes[from, to)`; returns how many there were. */
export function findMarks(bytes: Buffer, from: number, to: number, found: (micros: number) => void): number {
  let count = 0;
  for (let at = bytes.indexOf(tilde, from); at !== -1 && at + MARK_CHARS <= to; at = bytes.indexOf(tilde, at + 1)) {
    if (bytes[at + 1] !== letterT) continue;
    let micros = 0;
    for (let i = at + 2; i < at + MARK_CHARS; i += 1) micros = micros * 10 + (bytes[i] ?? 0) - zero;
    found(micros);
    count += 1;
    at += MARK_CHARS - 1;
  }
  return count;
}
