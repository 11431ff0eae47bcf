import type { Currency } from '@halobuzz/core/money';
import { type Checkpoint, checkpointHolds, type PublicKeys } from './checkpoint.ts';
import { ExportDamaged, exportedChain, readManifest } from './exported-ledger.ts';
import { type Break, verifyShard } from './verify-shard.ts';

export interface ExportVerdict {
  readonly takenAt: string;
  readonly entries: number;
  readonly legs: number;
  readonly totals: ReadonlyMap<Currency, bigint>;
  /** When the checkpoints were signed that the chains were held against. */
  readonly checkpointsAtMs: readonly number[];
  readonly breaks: readonly Break[];
  /** Damaged files, checkpoints that nobody's key signed. */
  readonly problems: readonly string[];
}

/**
 * Verifies an exported ledger from files alone. `checkpoints` are those that the auditor keeps. One that was signed after
 * the export was taken saw chains that have grown since: it holds for the entries that both know. When an export was taken
 * only its own manifest says, which nobody signed.
 */
export async function verifyExport(
  folder: string,
  checkpoints: readonly Checkpoint[],
  keys: PublicKeys,
  onProgress: (shards: number, entries: number) => void,
): Promise<ExportVerdict> {
  const manifest = await readManifest(folder);
  const problems: string[] = [];
  const trusted = checkpoints.filter((checkpoint) => {
    const key = keys.get(checkpoint.keyId);
    const at = new Date(checkpoint.atMs).toISOString();
    if (key === undefined)
      problems.push(`the checkpoint of ${at} was signed with a key that was not given (${checkpoint.keyId})`);
    else if (!checkpointHolds(checkpoint, key))
      problems.push(`the checkpoint of ${at} does not carry a valid signature`);
    else return true;
    return false;
  });
  const takenAtMs = Date.parse(manifest.takenAt);
  const breaks: Break[] = [];
  const totals = new Map<Currency, bigint>();
  let [entries, legs] = [0, 0];
  for (const [done, shard] of manifest.shards.entries()) {
    const end = BigInt(shard.head.sequence);
    const pins = trusted.flatMap(({ atMs, heads }) =>
      heads.filter((head) => head.shard === shard.shard && (atMs <= takenAtMs || head.sequence <= end)),
    );
    try {
      const verdict = await verifyShard(exportedChain(folder, shard), {
        pins,
        onProgress: (walked) => onProgress(done, entries + walked),
      });
      if (verdict.kind === 'broken') breaks.push(verdict.at);
      else {
        entries += verdict.entries;
        legs += verdict.legs;
        for (const [currency, sum] of verdict.totals) totals.set(currency, (totals.get(currency) ?? 0n) + sum);
      }
    } catch (error) {
      if (!(error instanceof ExportDamaged)) throw error;
      problems.push(`shard ${shard.shard}: ${error.message}`);
    }
    onProgress(done + 1, entries);
  }
  const checkpointsAtMs = trusted.map(({ atMs }) => atMs);
  return { takenAt: manifest.takenAt, entries, legs, totals, checkpointsAtMs, breaks, problems };
}
