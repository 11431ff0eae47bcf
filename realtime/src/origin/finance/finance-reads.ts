import type { Currency } from '@halobuzz/core/money';
import type { TransactionDoc } from '../../adapters/mongo/ledger-collections.ts';

export interface LedgerLine {
  readonly account: string;
  readonly currency: Currency;
  /** Minor units, signed. */
  readonly amount: bigint;
}

/** What finance staff look at. By a majority. */
export interface FinanceReads {
  /** Balances of the platform's own accounts, by account and currency. */
  platformAccounts(): Promise<readonly LedgerLine[]>;
  /** An entry with its legs. */
  transaction(
    tx: string,
  ): Promise<{ readonly entry: TransactionDoc; readonly legs: readonly LedgerLine[] } | undefined>;
  /** A person's accounts: coins in the wallet and owed, diamonds earned and set aside. */
  personBalances(
    subject: string,
  ): Promise<{ readonly coins: bigint; readonly owed: bigint; readonly diamonds: bigint; readonly held: bigint }>;
}
