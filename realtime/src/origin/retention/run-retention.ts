import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import type { Pace } from '../pace.ts';
import { type RetentionRule, retentionRules } from './retention-rules.ts';

export interface RetentionDeps {
  readonly db: Db;
  readonly clock: () => number;
  /** Between batches. False: stop here, the next pass goes on. */
  readonly pace: Pick<Pace, 'rest'>;
  readonly onDeleted?: (collection: string, documents: number) => void;
}

/** What a rule found: deleted, or with a dry run what would be. */
export interface RetentionResult {
  readonly rule: RetentionRule;
  readonly documents: number;
}

/**
 * Deletes what is past its time, in batches, the oldest first by each rule's index. May be repeated and stopped anywhere:
 * what is left is found again. `dryRun` only counts.
 */
export async function runRetention(deps: RetentionDeps, dryRun: boolean): Promise<readonly RetentionResult[]> {
  const results: RetentionResult[] = [];
  for (const rule of retentionRules) {
    const documents = dryRun ? await countOld(deps, rule) : await deleteOld(deps, rule);
    results.push({ rule, documents });
  }
  return results;
}

function countOld({ db, clock }: RetentionDeps, { collection, filter, hint, olderThanMs }: RetentionRule) {
  return db.collection(collection).countDocuments(filter(new Date(clock() - olderThanMs)), { hint });
}

async function deleteOld(
  deps: RetentionDeps,
  { collection, filter, hint, olderThanMs }: RetentionRule,
): Promise<number> {
  const documents = deps.db.collection(collection);
  const old = filter(new Date(deps.clock() - olderThanMs));
  let deleted = 0;
  for (;;) {
    const beganMs = deps.clock();
    const found = await documents
      .find(old, { projection: { _id: 1 } })
      .hint(hint)
      .limit(limits.retentionBatchMax)
      .toArray();
    if (found.length === 0) return deleted;
    // The age again: what was changed meanwhile may be young.
    const { deletedCount } = await documents.deleteMany({ $and: [{ _id: { $in: found.map(({ _id }) => _id) } }, old] });
    deleted += deletedCount;
    deps.onDeleted?.(collection, deletedCount);
    if (found.length < limits.retentionBatchMax || deletedCount === 0) return deleted;
    if (!(await deps.pace.rest(deps.clock() - beganMs))) return deleted;
  }
}

/** The results as a table for people. */
export function retentionTable(results: readonly RetentionResult[], dryRun: boolean): string {
  const rows = results.map(({ rule, documents }) => [
    rule.collection,
    rule.what,
    `${Math.round(rule.olderThanMs / 86_400_000)} days`,
    String(documents),
  ]);
  const head = ['store', 'what', 'older than', dryRun ? 'would delete' : 'deleted'];
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return [head, ...rows].map(line).join('\n');
}
