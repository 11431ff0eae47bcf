/** The day of UTC of a moment in milliseconds since 1970, `YYYY-MM-DD`. */
export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** The minute of UTC of a moment in milliseconds since 1970, as people read it: `YYYY-MM-DD hh:mm UTC`. */
export function minuteOf(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
