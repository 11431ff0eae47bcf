import type { KeyObject } from 'node:crypto';
import type { Db, MongoClient } from 'mongodb';
import { ledgerHeads } from '../adapters/mongo/ledger-collections.ts';
import { newestCheckpointFile } from '../ledger/checkpoint.ts';
import { type VerifySummary, verifyLedger } from '../ledger/verify-ledger.ts';

export interface RestoredLedger {
  readonly summary: VerifySummary;
  /**
   * Entries that the newest checkpoint file knows of and the restored books do not. The wallets' streams hold them when
   * Redis is as it was: the ledger writer then commits them by itself.
   */
  readonly behindCheckpoint: bigint;
}

/** Walks all chains of a restored database and holds them against the signed checkpoints beside it. */
export async function verifyRestored(
  deps: { readonly client: MongoClient; readonly db: Db; readonly uri: string },
  checkpoints: { readonly dir: string; readonly publicKey: KeyObject },
): Promise<RestoredLedger> {
  const { client, db, uri } = deps;
  const newest = await newestCheckpointFile(checkpoints.dir);
  const heads = new Map((await ledgerHeads(db).find().toArray()).map((head) => [head._id, head.sequence]));
  let behindCheckpoint = 0n;
  for (const { shard, sequence } of newest?.heads ?? []) {
    const missing = sequence - (heads.get(shard) ?? 0n);
    if (missing > 0n) behindCheckpoint += missing;
  }
  const summary = await verifyLedger({
    ...{ client, db, wallets: undefined, threads: { uri }, onProgress: () => {} },
    // One that knows more than the books would only say so once more, as a break.
    checkpoints: behindCheckpoint > 0n ? undefined : checkpoints,
  });
  return { summary, behindCheckpoint };
}
