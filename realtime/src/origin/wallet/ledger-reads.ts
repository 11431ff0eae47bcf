import type { WalletEntry } from '@halobuzz/core/api/wallet';
import type { Currency } from '@halobuzz/core/money';

/** Where the last page of a wallet's entries ended; newest first, then by id, highest first. */
export interface EntryPoint {
  readonly atMs: number;
  readonly id: string;
}

export type PlacedEntry = { readonly point: EntryPoint; readonly entry: WalletEntry };

export interface RoomMoney {
  readonly gifts: number;
  readonly coins: bigint;
  readonly diamonds: bigint;
}

/** What the permanent ledger says. */
export interface LedgerReads {
  /** An account's committed balance, minor units, summed over its shards. */
  balance(account: string, currency: Currency): Promise<bigint>;
  /** Entries of a subject's wallet and earnings behind `after`, newest first, at most `limit`. */
  entries(subject: string, after: EntryPoint | undefined, limit: number): Promise<readonly PlacedEntry[]>;
  /** What the committed gifts of one broadcast come to: their number, minor units; the diamonds are its host's alone. */
  roomTotals(roomId: string, hostSubject: string): Promise<RoomMoney>;
  /** Whether a transaction is committed. */
  hasTransaction(tx: string): Promise<boolean>;
}
