/** Time as pacing sees it; tests pass one of their own. */
export interface PaceClock {
  readonly nowMs: () => number;
  readonly wait: () => Promise<void>;
}

const realTime: PaceClock = {
  nowMs: () => performance.now(),
  wait: () => new Promise((resolve) => setTimeout(resolve, 1)),
};

/**
 * Calls `send` `perSecond × seconds` times, evenly spread: call n is due at n / perSecond, and what a late timer left is
 * made up for at once, so that the total is exact. Resolves with it after the last call.
 */
export async function paced(
  perSecond: number,
  seconds: number,
  send: (index: number) => void,
  clock = realTime,
): Promise<number> {
  const total = Math.round(perSecond * seconds);
  const startedMs = clock.nowMs();
  let sent = 0;
  while (sent < total) {
    const due = Math.min(total, Math.floor(((clock.nowMs() - startedMs) / 1_000) * perSecond) + 1);
    for (; sent < due; sent += 1) send(sent);
    if (sent < total) await clock.wait();
  }
  return total;
}
