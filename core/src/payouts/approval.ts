/** Somebody who decides about money. */
export interface Decider {
  /** Account id. */
  readonly account: string;
  /** Their own subject in the ledger. */
  readonly subject: string;
}

/** What is decided. */
export interface Decidable {
  /** Account of whoever asked for it; undefined: its host, who is `subjects`. */
  readonly requestedBy: string | undefined;
  /** Whose wallets or earnings it moves. */
  readonly subjects: readonly string[];
  /** Accounts that approved it already. */
  readonly approvedBy: readonly string[];
}

/**
 * Whether somebody may decide: nobody decides what they asked for, nobody about their own wallet, and nobody twice.
 * `own` is for good; `again` says only that their approval counts already.
 */
export function mayDecide({ requestedBy, subjects, approvedBy }: Decidable, by: Decider): 'yes' | 'own' | 'again' {
  if (requestedBy === by.account || subjects.includes(by.subject)) return 'own';
  return approvedBy.includes(by.account) ? 'again' : 'yes';
}
