/** How long to wait after so many failed tries, ms: `minMs` after none, twice as long with each, at most `maxMs`. */
export function doublingPauseMs(tries: number, minMs: number, maxMs: number): number {
  return Math.min(maxMs, minMs * 2 ** Math.min(tries, 30));
}
