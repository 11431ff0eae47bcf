import { walletShardTag } from '../ids.ts';

/** Redis keys of one wallet shard. All share `{wNN}`. Balances and idempotency ids carry the epoch: a rebuild writes new ones. */
export interface WalletShardKeys {
  /** Hash `runId`, `epoch`: written only by the ledger writer after comparing heads. Absent or different: locked. */
  readonly open: string;
  /** Hash `epoch`, `sequence`: last entry assigned. */
  readonly head: string;
  /** Stream of accepted entries, ids `epoch-sequence`; fields `p` intent bytes, `b` balance
   * after, `t` accepted at ms, `e` the encoded room event (gifts; not part of the ledger, gone with the stream), `w` the
   * wallet and `d` its signed change (what posts an entry whose intent cannot be read). */
  readonly stream: string;
  readonly balance: (epoch: number, subject: string) => string;
  /** Idempotency record: `fingerprint|epoch-sequence|balance after|amount`, lives for the gift id window. */
  readonly idempotency: (epoch: number, tx: string) => string;
}

export function walletShardKeys(shard: number): WalletShardKeys {
  const tag = walletShardTag(shard);
  return {
    open: `${tag}:open`,
    head: `${tag}:head`,
    stream: `${tag}:stream`,
    balance: (epoch, subject) => `${tag}:e${epoch}:bal:${subject}`,
    idempotency: (epoch, tx) => `${tag}:e${epoch}:id:${tx}`,
  };
}
