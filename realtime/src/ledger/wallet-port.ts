import type { Intent } from '@halobuzz/core/ledger/intent';

/**
 * What a wallet answered. `created`: money moved now. `exists`: this very intent was accepted before and nothing moved
 * again; `balance`, `epoch`, `sequence` and `amount` are those of the first time. `refused`: nothing moved, for good.
 * `unknown`: no answer; it may or may not have been accepted, and only the same intent with the same client id tells.
 */
export type WalletResult =
  | {
      readonly kind: 'created' | 'exists';
      /** Minor units, after this entry. */
      readonly balance: bigint;
      readonly epoch: number;
      readonly sequence: number;
      /** Minor units, always positive. */
      readonly amount: bigint;
    }
  | {
      readonly kind: 'refused';
      readonly code: WalletRefusal;
      /** `coins_held`: when they are free, `spend_cap_reached`: when the day ends. Unix time, ms. */
      readonly retryAtMs?: number;
    }
  | { readonly kind: 'unknown' };

export type WalletRefusal =
  | 'insufficient_balance'
  | 'balance_limit'
  | 'gift_id_stale'
  | 'gift_id_future'
  | 'gift_id_reused'
  | 'wallet_frozen'
  | 'wallet_owing'
  | 'coins_held'
  | 'spend_cap_reached'
  | 'wallet_locked'
  | 'wallet_busy';

/** What bounds a wallet's spending. MongoDB (`wallet_controls`) keeps it; the hot wallet holds a copy. */
export interface WalletControls {
  /** Coins that may not be spent before `heldUntilMs`; 0: none. */
  readonly heldCoins: bigint;
  /** Unix time, ms. */
  readonly heldUntilMs: number;
  /** The owner's own bound on a UTC day's spending, coins. */
  readonly dailyCap: bigint | undefined;
  readonly frozen: boolean;
}

/** Controls with their place among the changes of one wallet: an older copy never replaces a newer one. */
export interface VersionedControls extends WalletControls {
  readonly version: number;
}

/** A hot wallet. Coins are minor units. */
export interface WalletState extends WalletControls {
  readonly coins: bigint;
  /** What refunds could not take back: paid by the next credit, and nothing is spent before. */
  readonly owed: bigint;
  readonly spentToday: bigint;
}

/** The hot wallets, as the gateway and the origin use them. No function throws for anything a store can do. */
export interface WalletPort {
  /**
   * Takes an entry of `intent.wallet`, once per `intent.tx` within the id window. `fingerprint` is `fingerprintOf(intent)`
   * (ledger/fingerprint.ts): a rebuild makes it again from the stored intent. `roomEvent` is the encoded gift event
   * for the room, or empty. `intent.clientId` must be a UUIDv7, otherwise this throws: the caller validated it.
   * `spendCap`: the platform's bound on what one wallet spends on a UTC day. `trace`: the `traceparent` that goes to the ledger
   * beside the entry.
   */
  submit(
    intent: Intent,
    fingerprint: Uint8Array,
    roomEvent: Uint8Array,
    options?: { readonly spendCap?: bigint; readonly trace?: string },
  ): Promise<WalletResult>;
  /**
   * Takes an entry once for ever, however late it is asked again: for payments, payouts and corrections, whose id is made
   * of a document's. `isCommitted` asks MongoDB, by a majority read, whether the ledger holds the transaction; a rejection
   * of it passes through. `committed`: it does, and nothing moved. After `unknown` or a refusal of `wallet_locked` and
   * `wallet_busy` the same call again finds out.
   */
  post(
    intent: Intent,
    fingerprint: Uint8Array,
    isCommitted: (tx: string) => Promise<boolean>,
    options?: { readonly trace?: string },
  ): Promise<WalletResult | { readonly kind: 'committed' }>;
  /**
   * Whether `tx` of this wallet was accepted before, without moving anything: `exists` as by {@link submit}, `absent`, or
   * `refused` (`gift_id_reused`, `wallet_locked`, `wallet_busy`) and `unknown`, after which nobody knows.
   */
  find(wallet: string, tx: string, fingerprint: Uint8Array): Promise<WalletResult | { readonly kind: 'absent' }>;
  /** Coins of {@link state}. */
  balance(subject: string): Promise<bigint | undefined>;
  /** The wallet as it stands; one that never held anything is empty. Undefined when wallets cannot answer now. */
  state(subject: string): Promise<WalletState | undefined>;
  /**
   * Copies controls to the hot wallet, unless it holds newer ones. False when that could not be done now: write them to
   * MongoDB first (origin/fraud/wallet-controls.ts does), and repeat.
   */
  setControls(subject: string, controls: VersionedControls): Promise<boolean>;
}
