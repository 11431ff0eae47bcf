import { limits } from '@halobuzz/core/limits';

/**
 * When a key of the ring does what, in milliseconds. A key is published from the moment it is in the ring; it signs from
 * `signsFromMs` until the next one does; it verifies until `verifiesUntilMs`, which is null while no later key follows it.
 */
export interface RingTimes {
  readonly kid: string;
  readonly createdAtMs: number;
  readonly signsFromMs: number;
  readonly verifiesUntilMs: number | null;
}

export interface RotationPlan {
  /** Make a key that signs from this time on; null: none is due. */
  readonly createSigningFromMs: number | null;
  /** Keys that nothing signed by them can need any more. */
  readonly drop: readonly string[];
  /** When to look again. */
  readonly nextAtMs: number;
}

/** The key that signs at a time: of those that may, the one that began last. */
export function signingKeyAt<K extends RingTimes>(ring: readonly K[], nowMs: number): K | undefined {
  return ring
    .filter((key) => key.signsFromMs <= nowMs)
    .reduce<K | undefined>(
      (newest, key) => (newest === undefined || key.signsFromMs >= newest.signsFromMs ? key : newest),
      undefined,
    );
}

/** The keys whose signatures count at a time, those that will sign included: they are published ahead. */
export function verifyingKeysAt<K extends RingTimes>(ring: readonly K[], nowMs: number): K[] {
  return ring.filter((key) => key.verifiesUntilMs === null || nowMs < key.verifiesUntilMs);
}

/**
 * What is due. A successor is made `signingKeyPublishLeadMs` before the signing key's time is over, so that every verifier
 * that caches the set knows it before it signs. An empty ring gets a key that signs at once.
 */
export function planRotation(ring: readonly RingTimes[], nowMs: number): RotationPlan {
  const drop = ring.filter((key) => key.verifiesUntilMs !== null && key.verifiesUntilMs <= nowMs).map(({ kid }) => kid);
  const newest = ring.reduce<RingTimes | undefined>(
    (last, key) => (last === undefined || key.signsFromMs > last.signsFromMs ? key : last),
    undefined,
  );
  if (newest === undefined) return { createSigningFromMs: nowMs, drop, nextAtMs: nowMs + limits.signingKeyPeriodMs };
  const successorDueMs = newest.signsFromMs + limits.signingKeyPeriodMs - limits.signingKeyPublishLeadMs;
  const due = nowMs >= successorDueMs;
  const createSigningFromMs = due ? nowMs + limits.signingKeyPublishLeadMs : null;
  const ends = ring.flatMap((key) =>
    key.verifiesUntilMs === null || key.verifiesUntilMs <= nowMs ? [] : [key.verifiesUntilMs],
  );
  const nextSuccessorMs = due ? nowMs + limits.signingKeyPeriodMs : successorDueMs;
  return { createSigningFromMs, drop, nextAtMs: Math.min(nextSuccessorMs, ...ends) };
}

/**
 * The ring with a successor. Keys before it stop verifying once no token they signed can be alive: the last one may be
 * signed by an isolate whose copy of the ring is as old as it may be, and lives its whole life. A successor that waits
 * to sign gives way: it never signed.
 */
export function withSuccessor<K extends RingTimes>(ring: readonly K[], successor: K, nowMs: number): K[] {
  const ends = Math.max(successor.signsFromMs, nowMs);
  const verifiesUntilMs = ends + limits.signingRingCacheMs + limits.accessTokenLifeMs + limits.signingKeyMarginMs;
  const signed = ring.filter((key) => key.signsFromMs <= nowMs);
  return [
    ...signed.map((key) => (key.verifiesUntilMs === null ? { ...key, verifiesUntilMs } : key)),
    { ...successor, verifiesUntilMs: null },
  ];
}

/**
 * The ring without a key. The one that signs last of those left has no end: where a successor goes that never signed, the
 * key before it signs on.
 */
export function withoutKey<K extends RingTimes>(ring: readonly K[], kid: string): K[] {
  const left = ring.filter((key) => key.kid !== kid);
  const lastFromMs = Math.max(...left.map((key) => key.signsFromMs));
  return left.map((key) => (key.signsFromMs === lastFromMs ? { ...key, verifiesUntilMs: null } : key));
}
