import { limits, WALLET_SHARDS } from '@halobuzz/core/limits';
import type { WalletSession } from './wallet-connection.ts';

/** Which epochs' wallets and idempotency ids of a shard nobody reads any more: all under `below` but `keep`. */
export interface ObsoleteEpochs {
  readonly below: bigint;
  readonly keep?: bigint | undefined;
}

/**
 * Removes the keys of epochs that rebuilds left behind, in one pass over the server's keys by bounded SCAN and UNLINK
 * batches, so that wallets are served in between. Returns how many. Rejects when the connection breaks; again is harmless.
 */
export async function sweepEpochs(
  session: WalletSession,
  obsolete: ReadonlyMap<number, ObsoleteEpochs>,
): Promise<number> {
  let removed = 0;
  let cursor = '0';
  do {
    const [next, keys] = await session.redis.scan(
      cursor,
      'MATCH',
      '{w[0-9][0-9]}:e*',
      'COUNT',
      limits.ledgerSweepKeysMax,
    );
    cursor = next;
    const old = keys.filter((key) => isObsolete(key, obsolete));
    // A small table may answer with more keys than were asked for.
    for (let at = 0; at < old.length; at += limits.ledgerSweepKeysMax) {
      removed += await session.redis.unlink(...old.slice(at, at + limits.ledgerSweepKeysMax));
    }
  } while (cursor !== '0');
  return removed;
}

function isObsolete(key: string, obsolete: ReadonlyMap<number, ObsoleteEpochs>): boolean {
  const [, shard, epochText] = /^\{w(\d\d)\}:e(\d{1,18}):(?:w|id):/.exec(key) ?? [];
  const rule = obsolete.get(Number(shard ?? WALLET_SHARDS));
  if (rule === undefined || epochText === undefined) return false;
  const epoch = BigInt(epochText);
  return epoch < rule.below && epoch !== rule.keep;
}
