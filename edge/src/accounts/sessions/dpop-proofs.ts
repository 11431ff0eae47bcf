import { limits } from '@halobuzz/core/limits';
import { dpopProofMemoryMs } from '../../tokens/dpop.ts';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount } from '../account/account-store.ts';

/**
 * Spends a proof of possession, within a change: exact, because the account's object is the only one that asks.
 * @returns false when it was spent before, or when `dpopProofsPerAccountMax` are remembered: then none is taken.
 */
export function spendProof(sql: SqlStorage, proofId: string, nowMs: number): boolean {
  if (proofId === '') return true;
  sql.exec('DELETE FROM dpop_proofs WHERE at <= ?', nowMs - dpopProofMemoryMs);
  const { n } = sql.exec<{ n: number }>('SELECT count(*) AS n FROM dpop_proofs').one();
  if (n >= limits.dpopProofsPerAccountMax) return false;
  const insert = 'INSERT INTO dpop_proofs VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING id';
  return sql.exec(insert, proofId, nowMs).toArray().length > 0;
}

/** {@link spendProof} by itself, for requests that change something. */
export function spendRequestProof(context: AccountContext, proofId: string): boolean {
  if (readAccount(context.sql) === undefined) return false;
  return context.change((nowMs) => spendProof(context.sql, proofId, nowMs));
}
