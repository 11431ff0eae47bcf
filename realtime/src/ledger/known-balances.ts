import { limits } from '@halobuzz/core/limits';
import type { AccountChange, ChainHead } from './chain-docs.ts';

/**
 * What this process committed itself need not be read again: as long as a shard's head stands where its last commit left
 * it, nobody has moved the shard's accounts. A head with another hash forgets all of the shard.
 */
export interface KnownBalances {
  /** Accounts that exist at this head. Undefined instead of a balance: a wallet's, which Redis tells. */
  at(shard: number, head: ChainHead): ReadonlyMap<string, bigint | undefined>;
  /** A commit moved the shard from one head to the other. `before`: balances that were read for it, 0 without an account. */
  committed(
    shard: number,
    move: { readonly from: ChainHead; readonly to: ChainHead; readonly changes: readonly AccountChange[] },
    before: ReadonlyMap<string, bigint>,
  ): void;
}

const nothing: ReadonlyMap<string, bigint | undefined> = new Map();

/** `accountsMax`: of one shard; beyond it those known longest are forgotten. */
export function knownBalances(accountsMax: number = limits.ledgerKnownAccountsMax): KnownBalances {
  const shards = new Map<number, { hash: Uint8Array; readonly accounts: Map<string, bigint | undefined> }>();
  const accountsAt = (shard: number, head: ChainHead): Map<string, bigint | undefined> | undefined => {
    const known = shards.get(shard);
    return known !== undefined && Buffer.compare(known.hash, head.hash) === 0 ? known.accounts : undefined;
  };
  return {
    at: (shard, head) => accountsAt(shard, head) ?? nothing,
    committed(shard, { from, to, changes }, before) {
      const accounts = accountsAt(shard, from) ?? new Map<string, bigint | undefined>();
      for (const { id, change } of changes) {
        const balance = accounts.get(id) ?? before.get(id);
        accounts.set(id, balance === undefined ? undefined : balance + change);
      }
      for (const oldest of accounts.keys()) {
        if (accounts.size <= accountsMax) break;
        accounts.delete(oldest);
      }
      shards.set(shard, { hash: to.hash, accounts });
    },
  };
}
