import type { PaymentProviderName } from '@halobuzz/core/payments/provider-facts';

/** Something about a payment that does not fit. */
export interface Finding {
  /** What does not fit: a code. */
  readonly kind: string;
  readonly provider: PaymentProviderName | '';
  /** Ours, or '' when we know of none. */
  readonly paymentId: string;
  /** The provider's, or ''. */
  readonly externalId: string;
  /** What was seen; nothing personal. */
  readonly detail: Readonly<Record<string, string>>;
}

/** What people have to look at. Told once by kind and payment, however often it is seen: counted, audited, an alarm. */
export interface FindingLog {
  report(finding: Finding): Promise<void>;
  /** Closes those of a payment that are of these kinds: seen no more. */
  resolve(paymentId: string, kinds: readonly string[]): Promise<void>;
  /** Open ones, by kind. */
  open(): Promise<ReadonlyMap<string, number>>;
}
