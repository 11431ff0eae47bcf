/** Bounds of sanctions on accounts and of signals against evasion, a part of `limits`. */
export const sanctionLimits = {
  /** Sanctions that one account remembers; of more, those that are over go first, the oldest first. */
  accountSanctionsKeptMax: 200,
  /** A sanction counts as a strike for this long. */
  strikeLifeMs: 90 * 86_400_000,
  /** How long the link in the mail about a ban opens its appeal. */
  appealLinkLifeMs: 180 * 86_400_000,
  /** An address counts as that of a sign-up for this long after it; later ones are not kept. */
  evasionSignupWindowMs: 3_600_000,
  /** A signal that was not seen again is forgotten after this. */
  evasionSignalLifeMs: 180 * 86_400_000,
  /** Signals of one account that are compared, the newest. */
  evasionSignalsComparedMax: 50,
  /** A signal that more accounts share than this says nothing: a school, a café, a carrier's network. */
  evasionSharersMax: 20,
} as const;
