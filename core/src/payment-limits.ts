/** Bounds of payments, a part of `limits`. */
export const paymentLimits = {
  /** Refunds of one payment that are told apart, and disputes; more are flagged and people look at it. */
  paymentRefundsMax: 100,
  /** Payments one account starts within 24 hours, and coins it buys in them; `purchase_limit_reached`. */
  paymentsPerDayMax: 30,
  paymentCoinsPerDayMax: 250_000n,
  /** One call to a payment provider, what it may answer, and how often the official library repeats it. */
  paymentProviderTimeoutMs: 8_000,
  paymentProviderRetriesMax: 1,
  /** The edge waits so long for an origin that asks a provider: its tries in a row. */
  paymentStartTimeoutMs: 25_000,
  /** A signature of a webhook is good for so long, and for so long ahead of our clock; else `webhook_invalid`. */
  webhookToleranceMs: 300_000,
  webhookFutureMs: 60_000,
  /** Body of a webhook, bytes; `payload_too_large`. */
  webhookBodyBytesMax: 64 * 1024,
  /** A header that a webhook is proven by, characters; longer is `webhook_invalid`. */
  webhookHeaderCharsMax: 8 * 1024,
  /** Facts that one webhook may tell. */
  webhookFactsMax: 100,
  /** How often payments and webhooks that are due are looked for, how many at once, and how long one worker has for one. */
  paymentJobsPeriodMs: 1_000,
  paymentJobsBatchMax: 50,
  paymentJobLeaseMs: 60_000,
  /** A failed step is tried again after the first, doubling up to the second, without end; from so many tries on it raises the alarm. */
  paymentRetryMinMs: 1_000,
  paymentRetryMaxMs: 15 * 60_000,
  paymentTriesWarn: 8,
  /** A webhook that could not be applied is set aside after so many tries: it raises the alarm, and is looked at with every comparison. */
  webhookTriesMax: 12,
  /** The ledger has so long to commit an entry before the wallet is asked again. */
  paymentCommitWaitMs: 5_000,
  /** A payment open so long is asked for at the provider, again and again; at the second age it is given up there and expires. */
  paymentAskAfterMs: 10 * 60_000,
  paymentOpenMs: 24 * 3_600_000,
  /** How often payments are compared with the provider's report, how far it looks back, and pages read at once. */
  paymentReconcilePeriodMs: 15 * 60_000,
  paymentReconcileWindowMs: 3 * 24 * 3_600_000,
  paymentReconcilePagesMax: 200,
  /** How often what waits for people is counted for the alarm. */
  paymentMeasurePeriodMs: 15_000,
  /** Why finance staff refund a payment, characters; `validation_failed`. */
  refundReasonCharsMax: 200,
} as const;
