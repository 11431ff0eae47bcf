/** Bounds of payments, a part of `limits`. */
export const paymentLimits = {
  /** Refunds of one payment that are told apart, and disputes; more are flagged and people look at it. */
  paymentRefundsMax: 100,
} as const;
