/** What the demo did so far. */
export interface Tally {
  roomsLive: number;
  viewersLive: number;
  reconnecting: number;
  chats: number;
  likes: number;
  gifts: number;
  coins: bigint;
  /** Refusals and failures by code. */
  readonly errors: Map<string, number>;
}

export function newTally(): Tally {
  return { roomsLive: 0, viewersLive: 0, reconnecting: 0, chats: 0, likes: 0, gifts: 0, coins: 0n, errors: new Map() };
}

export function countError(tally: Tally, error: unknown): void {
  const code = codeOf(error);
  tally.errors.set(code, (tally.errors.get(code) ?? 0) + 1);
}

export function errorCount(tally: Tally): number {
  let sum = 0;
  for (const count of tally.errors.values()) sum += count;
  return sum;
}

function codeOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string')
    return error.code;
  return error instanceof Error ? error.message : String(error);
}

/** `2 rooms · 17 viewers · 3.4 chat/s · 12 gifts (230 coins) · 0 errors`. */
export function statusText(tally: Tally, chatsPerSecond: number, secondsLeft: number): string {
  const parts = [
    `${tally.roomsLive} rooms`,
    `${tally.viewersLive} viewers`,
    `${chatsPerSecond.toFixed(1)} chat/s`,
    `${tally.gifts} gifts (${tally.coins} coins)`,
    `${tally.likes} likes`,
    `${errorCount(tally)} errors`,
  ];
  if (tally.reconnecting > 0) parts.push(`${tally.reconnecting} reconnecting`);
  const minutes = Math.floor(secondsLeft / 60);
  const seconds = Math.floor(secondsLeft % 60);
  return `${parts.join(' · ')} · ${minutes}:${String(seconds).padStart(2, '0')} left`;
}

/** Rate over the last few ticks. */
export function rateMeter(windowTicks: number): (total: number, atMs: number) => number {
  const samples: { total: number; atMs: number }[] = [];
  return (total, atMs) => {
    samples.push({ total, atMs });
    if (samples.length > windowTicks + 1) samples.shift();
    const first = samples[0];
    if (first === undefined || atMs <= first.atMs) return 0;
    return ((total - first.total) * 1_000) / (atMs - first.atMs);
  };
}
