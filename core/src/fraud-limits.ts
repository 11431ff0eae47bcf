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
  /** Parameters of rules: the longest window, tiers of a spend cap, people in a ring of gifts; `validation_failed`. */
  fraudWindowHoursMax: 30 * 24,
  fraudTiersMax: 8,
  fraudLoopLengthMax: 4,
  /** Rules of one platform; `conflict`. */
  fraudRulesMax: 100,
  /** Givers or hosts that are read for one wallet, the largest first; rings beyond them are not looked for. */
  fraudEdgesReadMax: 200,
  /** Wallets whose gifts are followed in the search for one ring. */
  fraudRingWalletsMax: 400,
  /** Purchases of one wallet that are read for one window, the newest first. */
  fraudPurchasesReadMax: 100,
  /** Transactions that a finding names as evidence. */
  fraudEvidenceMax: 20,
  /** How often committed entries are looked at, how many of one shard at once, and how many in one pass. */
  fraudPassMs: 1_000,
  fraudBatchEntriesMax: 200,
  fraudPassEntriesMax: 10_000,
  /** One such batch with its repetitions; past it the next pass tries again. */
  fraudStepTimeoutMs: 20_000,
  /** Hourly sums by giver and host live this long, and so far back can a rule be tried and replayed. */
  fraudActivityLifeMs: 40 * 86_400_000,
  /** Hourly sums of young wallets that are read for one host. */
  fraudYoungEdgesReadMax: 2_000,
  /** Hourly sums that one preview or replay looks at; beyond it says so and tells where to go on. */
  fraudPreviewEdgesMax: 5_000,
  /** Findings a preview shows; all are counted. */
  fraudPreviewShownMax: 20,
  /** Tries to pay and payments of one account that are read for a rule, and how long tries are kept. */
  fraudAttemptsReadMax: 1_000,
  fraudAttemptsLifeMs: 31 * 86_400_000,
  /** Actions of findings that one pass carries out. */
  fraudActionsBatchMax: 100,
  /** Coins in a frozen wallet above which a second person has to agree before a finding is dismissed. */
  fraudSecondPersonCoinsMin: 100_000n,
  /** Staff's reasons stand in the audit log; a finding's own text, characters. */
  fraudTextCharsMax: 500,
  /** How often rules are published to gateways and read again by origins, and how old a gateway's copy may be. */
  fraudRulesRefreshMs: 5_000,
} as const;
