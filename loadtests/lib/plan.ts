/** When a crowd does what, ms since 1970: every virtual user reads the same clock. */
export interface CrowdPlan {
  readonly enterFromMs: number;
  readonly enterToMs: number;
  readonly actFromMs: number;
  readonly actToMs: number;
  /** Nothing is sent any more, what is under way arrives; then everybody compares and leaves. */
  readonly compareAtMs: number;
  readonly leaveAtMs: number;
}

/** Hosts come before their viewers; between the last viewer and the first act, counts come to rest. */
const hostsMs = 6_000;
const settleMs = 3_000;
const arriveMs = 4_000;
const compareMs = 4_000;

export function planOf(sizes: { readonly rampSeconds: number; readonly seconds: number }, nowMs: number): CrowdPlan {
  const enterFromMs = nowMs + hostsMs;
  const enterToMs = enterFromMs + sizes.rampSeconds * 1_000;
  const actFromMs = enterToMs + settleMs;
  const actToMs = actFromMs + sizes.seconds * 1_000;
  const compareAtMs = actToMs + arriveMs;
  return {
    ...{ enterFromMs, enterToMs, actFromMs, actToMs },
    ...{ compareAtMs, leaveAtMs: compareAtMs + compareMs },
  };
}

/** When the `at`-th of `count` comes between two moments, evenly. */
export function turnMs(at: number, count: number, fromMs: number, toMs: number): number {
  return fromMs + ((toMs - fromMs) * at) / count;
}

/** Acts that are due by now when `perSecond` are to happen from `fromMs` to `toMs`, never more than belong there. */
export function dueBy(nowMs: number, perSecond: number, fromMs: number, toMs: number): number {
  const untilMs = Math.min(nowMs, toMs);
  if (untilMs <= fromMs) return 0;
  return Math.floor(((untilMs - fromMs) / 1_000) * perSecond + 1e-9);
}
