import { limits } from '../limits.ts';

/** Somebody's or some rule's reason to stop a wallet or its payouts. Each source lifts only its own. */
export interface Stop {
  /** What it is for: `finding:<id>`, `payment:<id>`, `staff:<id of the act>`. Unique within the list. */
  readonly source: string;
  /** A code or a short text, never personal. */
  readonly reason: string;
  /** An account id, or `system`. */
  readonly by: string;
  /** Unix time, ms. */
  readonly atMs: number;
}

/** Bought coins that may not be spent yet. */
export interface CoinHold {
  /** The payment they came from. */
  readonly source: string;
  readonly coins: bigint;
  /** Unix time, ms. */
  readonly untilMs: number;
}

/** Everything that bounds one wallet. MongoDB keeps it; the hot wallet holds {@link effectiveControls} of it. */
export interface ControlsRecord {
  /** Grows by one with each change: an older copy never replaces a newer one. */
  readonly version: number;
  readonly freezes: readonly Stop[];
  readonly payoutHolds: readonly Stop[];
  readonly holds: readonly CoinHold[];
  /** The owner's own bound on a UTC day's spending, coins. */
  readonly dailyCap: bigint | undefined;
  /** A raise that the owner asked for, and when it takes effect; `cap` undefined: no bound any more. */
  readonly nextCap: { readonly cap: bigint | undefined; readonly fromMs: number } | undefined;
}

export const noControls: ControlsRecord = {
  ...{ version: 0, freezes: [], payoutHolds: [], holds: [], dailyCap: undefined, nextCap: undefined },
};

/** What a hot wallet has to know. */
export interface EffectiveControls {
  readonly heldCoins: bigint;
  readonly heldUntilMs: number;
  readonly dailyCap: bigint | undefined;
  readonly frozen: boolean;
}

/**
 * What holds at a time. Several holds are one to the hot wallet: their sum, until the last of them ends; when the first
 * one ends ({@link nextChangeMs}) the copy is made anew. A copy made late holds too much, never too little.
 */
export function effectiveControls(record: ControlsRecord, nowMs: number): EffectiveControls {
  const holds = record.holds.filter(({ untilMs }) => untilMs > nowMs);
  const heldCoins = holds.reduce((sum, { coins }) => sum + coins, 0n);
  return {
    heldCoins: heldCoins > limits.walletBalanceMax ? limits.walletBalanceMax : heldCoins,
    heldUntilMs: holds.reduce((latest, { untilMs }) => Math.max(latest, untilMs), 0),
    dailyCap: capAt(record, nowMs),
    frozen: record.freezes.length > 0,
  };
}

/** The next time at which {@link effectiveControls} changes by itself, ms; undefined: never. */
export function nextChangeMs(record: ControlsRecord, nowMs: number): number | undefined {
  const times = [...record.holds.map(({ untilMs }) => untilMs), ...(record.nextCap ? [record.nextCap.fromMs] : [])];
  const ahead = times.filter((atMs) => atMs > nowMs);
  return ahead.length === 0 ? undefined : Math.min(...ahead);
}

/** The same controls without what has run out, and with what has come into effect. */
export function settledControls(record: ControlsRecord, nowMs: number): ControlsRecord {
  const due = record.nextCap !== undefined && record.nextCap.fromMs <= nowMs;
  return {
    ...record,
    holds: record.holds.filter(({ untilMs }) => untilMs > nowMs),
    dailyCap: capAt(record, nowMs),
    nextCap: due ? undefined : record.nextCap,
  };
}

function capAt({ dailyCap, nextCap }: ControlsRecord, nowMs: number): bigint | undefined {
  return nextCap !== undefined && nextCap.fromMs <= nowMs ? nextCap.cap : dailyCap;
}

/**
 * The owner's own cap. A lower one counts at once; a higher one, or none, after `limits.spendCapCoolingMs`, so that a
 * wish of the moment cannot undo a decision. Asking for the raise that is already under way does not begin it anew.
 */
export function withDailyCap(record: ControlsRecord, cap: bigint | undefined, nowMs: number): ControlsRecord {
  const settled = settledControls(record, nowMs);
  const { dailyCap: current, nextCap: pending } = settled;
  const raises = current !== undefined && (cap === undefined || cap > current);
  if (!raises) return { ...settled, dailyCap: cap, nextCap: undefined };
  if (pending !== undefined && pending.cap === cap) return settled;
  return { ...settled, nextCap: { cap, fromMs: nowMs + limits.spendCapCoolingMs } };
}

/** The source of all stops beyond `walletFreezesMax`, as one. Two of the staff lift it. */
export const otherStops = 'others';

/** Adds a stop, once by its source. */
export function withStop(record: ControlsRecord, list: 'freezes' | 'payoutHolds', stop: Stop): ControlsRecord {
  const stops = record[list];
  if (stops.some(({ source }) => source === stop.source)) return record;
  if (stops.length < limits.walletFreezesMax) return { ...record, [list]: [...stops, stop] };
  // The newest moment counts: whoever agreed to lift them before did not know of this one.
  const own = stops.filter(({ source }) => source !== otherStops);
  return { ...record, [list]: [...own, { ...stop, source: otherStops }] };
}

/** Takes the stop of a source away; stops of other sources stay, and one that came after `untilMs`. */
export function withoutStop(
  record: ControlsRecord,
  list: 'freezes' | 'payoutHolds',
  source: string,
  untilMs = Number.POSITIVE_INFINITY,
): ControlsRecord {
  const left = record[list].filter((stop) => stop.source !== source || stop.atMs > untilMs);
  return left.length === record[list].length ? record : { ...record, [list]: left };
}

/** Holds bought coins, once by their source. */
export function withHold(record: ControlsRecord, hold: CoinHold, nowMs: number): ControlsRecord {
  const settled = settledControls(record, nowMs);
  if (hold.coins <= 0n || hold.untilMs <= nowMs) return record;
  if (settled.holds.some(({ source }) => source === hold.source)) return record;
  const holds = [...settled.holds, hold].sort((a, b) => a.untilMs - b.untilMs);
  const [first, second, ...rest] = holds;
  if (holds.length <= limits.walletHoldsMax || first === undefined || second === undefined) {
    return { ...settled, holds };
  }
  return { ...settled, holds: [{ ...second, coins: first.coins + second.coins }, ...rest] };
}

/** Ends the hold of a source: its coins went back, or somebody looked at it. */
export function withoutHold(record: ControlsRecord, source: string): ControlsRecord {
  const left = record.holds.filter((hold) => hold.source !== source);
  return left.length === record.holds.length ? record : { ...record, holds: left };
}
