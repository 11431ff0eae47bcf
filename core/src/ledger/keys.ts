import { walletShardTag } from '../ids.ts';
import { WALLET_SHARDS } from '../limits.ts';

/** How keys and values of a shard are laid out. A shard of another layout is rebuilt from MongoDB before it opens. */
export const WALLET_LAYOUT = '2';

/** Redis keys of one wallet shard. All share `{wNN}`. Wallets and idempotency ids carry the epoch: a rebuild writes new ones. */
export interface WalletShardKeys {
  /** Hash `runId`, `epoch`: written only by the ledger writer after comparing heads. Absent or different: locked. */
  readonly open: string;
  /** Hash `epoch`, `sequence`: last entry assigned; `layout`: see {@link WALLET_LAYOUT}. */
  readonly head: string;
  /** Stream of accepted entries, ids `epoch-sequence`; fields `p` intent bytes, `b` balance
   * after, `t` accepted at ms, `e` the encoded room event (gifts; not part of the ledger, gone with the stream), `w` the
   * wallet and `d` its signed change (what posts an entry whose intent cannot be read). */
  readonly stream: string;
  /**
   * Hash of one wallet: `b` coins, `o` coins owed, `h` coins held until `u` (ms), `d` a UTC day (days since 1970) and `s`
   * coins spent on it, `c` the owner's own cap on a day's spending, `f` present while it is frozen, `v` the
   * version of these controls. Absent fields are 0.
   */
  readonly wallet: (epoch: number, subject: string) => string;
  /** Idempotency record: `fingerprint|epoch-sequence|balance after|amount`. A gift's lives for the id window, an order's until its commit was seen. */
  readonly idempotency: (epoch: number, tx: string) => string;
}

/** Made once each: every call to a wallet asks for them. */
const known = new Map<number, WalletShardKeys>();

export function walletShardKeys(shard: number): WalletShardKeys {
  const keys = known.get(shard) ?? keysOf(walletShardTag(shard));
  if (shard < WALLET_SHARDS) known.set(shard, keys);
  return keys;
}

function keysOf(tag: string): WalletShardKeys {
  return {
    open: `${tag}:open`,
    head: `${tag}:head`,
    stream: `${tag}:stream`,
    wallet: (epoch, subject) => `${tag}:e${epoch}:w:${subject}`,
    idempotency: (epoch, tx) => `${tag}:e${epoch}:id:${tx}`,
  };
}
