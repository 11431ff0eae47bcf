/** A gift as the ledger has it; its id is the transaction's. */
export interface CommittedGiftEntry {
  readonly tx: string;
  readonly giver: string;
  readonly host: string;
  readonly coins: bigint;
  readonly diamonds: bigint;
  readonly roomId: string;
  readonly giftId: string;
  readonly giftVersion: bigint;
  readonly quantity: bigint;
  readonly atMs: number;
}

export interface GiftReads {
  /** A committed gift that was carried out; undefined for anything else. By a majority. */
  gift(tx: string): Promise<CommittedGiftEntry | undefined>;
  /** Whether it was undone. */
  isReversed(tx: string): Promise<boolean>;
}
