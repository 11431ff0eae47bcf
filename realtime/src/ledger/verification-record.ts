import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';

/** What a verification of the stored ledger found. */
export interface VerificationRecord {
  readonly at: string;
  readonly scope: 'whole' | 'since_checkpoint';
  readonly sound: boolean;
  readonly entries: number;
  readonly legs: number;
  readonly problems: readonly string[];
}

interface VerificationDocument extends Omit<VerificationRecord, 'at'> {
  readonly _id: string;
  readonly at: Date;
}

/** Keeps what a verification found, so that those who look at the ledger see it; the first problems where there are many. */
export async function keepVerification(db: Db, { at, problems, ...rest }: VerificationRecord): Promise<void> {
  const kept = problems.slice(0, limits.ledgerProblemsKeptMax).map((text) => text.slice(0, 1_000));
  await db
    .collection<VerificationDocument>('ledger_verifications')
    .replaceOne({ _id: at }, { at: new Date(at), ...rest, problems: kept }, { upsert: true });
}

export async function newestVerification(db: Db): Promise<VerificationRecord | undefined> {
  const found = await db
    .collection<VerificationDocument>('ledger_verifications')
    .findOne({}, { sort: { at: -1 }, readConcern: { level: 'majority' } });
  if (found === null) return undefined;
  const { _id, at, entries, legs, ...rest } = found;
  return { at: at.toISOString(), entries: Number(entries), legs: Number(legs), ...rest };
}
