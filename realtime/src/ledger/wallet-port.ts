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
  | { readonly kind: 'refused'; readonly code: WalletRefusal }
  | { readonly kind: 'unknown' };

export type WalletRefusal =
  | 'insufficient_balance'
  | 'balance_limit'
  | 'gift_id_stale'
  | 'gift_id_future'
  | 'gift_id_reused'
  | 'wallet_locked'
  | 'wallet_busy';

/** The hot wallets, as the gateway and the origin use them. Neither function throws for anything a store can do. */
export interface WalletPort {
  /**
   * Debits (gift) or credits (grant) `intent.wallet`, once per `intent.tx`. `fingerprint` is `fingerprintOf(intent)`
   * (ledger/fingerprint.ts): a rebuild makes it again from the stored intent. `roomEvent` is the encoded gift event
   * for the room, or empty. `intent.clientId` must be a UUIDv7, otherwise this throws: the caller validated it.
   */
  submit(intent: Intent, fingerprint: Uint8Array, roomEvent: Uint8Array): Promise<WalletResult>;
  /**
   * Whether `tx` of this wallet was accepted before, without moving anything: `exists` as by {@link submit}, `absent`, or
   * `refused` (`gift_id_reused`, `wallet_locked`, `wallet_busy`) and `unknown`, after which nobody knows.
   */
  find(wallet: string, tx: string, fingerprint: Uint8Array): Promise<WalletResult | { readonly kind: 'absent' }>;
  /** Spendable coins, minor units; 0 for a wallet that never held any, undefined when wallets cannot answer now. */
  balance(subject: string): Promise<bigint | undefined>;
}
