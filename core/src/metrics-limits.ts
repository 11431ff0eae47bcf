/** Bounds of what is measured: they keep what a scrape reads, and Prometheus stores, as small as it is planned to be. */
export const metricsLimits = {
  /** Characters of a label's value; a longer one is counted as `other`. */
  metricLabelCharsMax: 120,
  /** Routes by which one process counts requests; those beyond are counted as `other`. */
  metricRoutesMax: 512,
  /** Stores of one process by name; likewise. */
  metricStoresMax: 48,
  /** Addresses whose certificates are looked at; more refuse the start. */
  certificateHostsMax: 16,
  /** How often they are looked at, and how long one look may take. */
  certificateLookMs: 10 * 60_000,
  certificateTimeoutMs: 5_000,
  /** Secrets whose age is told by the configuration; more refuse the start. */
  secretDatesEntriesMax: 64,
  /** How often a store is asked how it is, and the verifications of the ledger are looked up. */
  storeInfoPeriodMs: 15_000,
} as const;
