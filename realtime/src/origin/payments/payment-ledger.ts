/** An entry of the ledger that stands for an act of a payment. */
export interface BookedAct {
  readonly tx: string;
  readonly orderId: string;
  readonly kind: string;
  readonly coins: bigint;
  /** Minor units with their currency, as `499 USD`. */
  readonly fiat: string;
}

/** The permanent ledger, as far as payments are compared with it. All reads are majority reads. */
export interface PaymentLedger {
  isCommitted(tx: string): Promise<boolean>;
  /** Entries of these transactions that are there. */
  booked(txs: readonly string[]): Promise<readonly BookedAct[]>;
  /** Order ids of entries of payments begun since then, in their order, behind `after`. */
  ordersSince(
    sinceMs: number,
    after: string | undefined,
    limit: number,
  ): Promise<readonly { readonly tx: string; readonly orderId: string }[]>;
}
