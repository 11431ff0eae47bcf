/** Bounds of fraud rules, spending limits and wallet controls, a part of `limits`. */
export const fraudLimits = {
  /** An owner's own cap on a day's spending takes effect at once when it is lowered, and after this when it is raised. */
  spendCapCoolingMs: 24 * 3_600_000,
  /** Freezes of one wallet, and holds of its payouts; what comes on top is kept as one more, of source `others`. */
  walletFreezesMax: 32,
  /** Holds of bought coins on one wallet; the two that end first become one, held until the later end. */
  walletHoldsMax: 32,
  /** Changes of one wallet's controls that lose to others this often in a row answer `unavailable`. */
  walletControlsTriesMax: 30,
  /** How often controls are looked for that the hot wallet lacks or that run out, how many at once, and when a failed one is tried again. */
  walletControlsRepairMs: 2_000,
  walletControlsBatchMax: 200,
  walletControlsRetryMs: 5_000,
} as const;
