/** Bounds of guests beside a host and of battles between two rooms. See limits.ts. */
export const battleLimits = {
  /** People who ask for a seat, and who are invited to one, at once in a room; `guest_asks_full`. */
  guestRequestsMax: 50,
  guestInvitationsMax: 16,
  /** How long a request and an invitation stand; then they are gone (`guest_ask_gone`). */
  guestRequestLifeMs: 5 * 60_000,
  guestInvitationLifeMs: 60_000,
  /** A guest whose last socket is gone keeps the seat for this long. */
  guestGraceMs: 30_000,

  /** Length of a battle, seconds; `validation_failed`. */
  battleSecondsMin: 60,
  battleSecondsMax: 900,
  battleSecondsDefault: 300,
  /** How long a challenge stands; then `battle_expired`. */
  battleChallengeLifeMs: 30_000,
  /** After a no, or no answer, the same host may not be challenged again for this long; `rate_limited`. */
  battleRepeatMs: 60_000,
  /** Between a yes and the first gift that counts: by then both rooms know of the battle. */
  battleLeadMs: 3_000,
  /** The bell of a battle that was given up rings so much later: by then both rooms know. */
  battleForfeitBellMs: 1_000,
  /** How often due battles are looked for and running ones told of each other's score. */
  battlePassMs: 1_000,
  /** Whoever takes a battle on may work on it for this long; then another does. */
  battleClaimMs: 15_000,
  /** How long a battle that waits for the ledger rests before it is looked at again. */
  battleSettleRetryMs: 500,
  /** A settling battle waits no longer than this for rooms to count their last gifts: the ledger has the score. */
  battleTopWaitMs: 10_000,
  /** A battle that the ledger keeps open for longer holds its rooms back from no other. */
  battleRoomsHeldMs: 60_000,
  /** Givers named on each side of a final battle. */
  battleGiversShownMax: 5,
  /** Battles that one pass works on at once. */
  battlesAtOnceMax: 16,
} as const;
