import type { Db } from 'mongodb';
import { auditDocuments, entryOf } from '../mongo/mongo-audit.ts';
import { auditGenesis, auditHash } from './audit-chain.ts';

export type AuditVerdict =
  /** `head`: note it elsewhere. Whoever can cut off the log's end can only be found out by a head known from before. */
  | { readonly ok: true; readonly records: number; readonly head: string }
  /** `sequence`: the first place where the chain does not hold. */
  | { readonly ok: false; readonly sequence: number; readonly problem: string };

/**
 * Walks the whole audit log. A record that was changed, left out, moved or put in breaks the chain at its place.
 * `expectedHead` is a head noted before: it must still stand somewhere in the chain.
 */
export async function verifyAudit(db: Db, expectedHead?: string): Promise<AuditVerdict> {
  let previous = auditGenesis;
  let sequence = 0;
  let met = expectedHead === undefined;
  for await (const document of auditDocuments(db).find().sort({ sequence: 1 })) {
    const { previous: claimed, hash, ...entry } = entryOf(document);
    const { sequence: place, ...record } = entry;
    sequence += 1;
    if (place !== sequence) return { ok: false, sequence, problem: `a record is missing: the next one is ${place}` };
    if (claimed !== previous) return { ok: false, sequence, problem: 'it does not follow the record before it' };
    if (auditHash(previous, sequence, record) !== hash) return { ok: false, sequence, problem: 'it was changed' };
    previous = hash;
    met ||= hash === expectedHead;
  }
  if (!met) return { ok: false, sequence: sequence + 1, problem: 'the log ends before the head that was noted' };
  return { ok: true, records: sequence, head: previous };
}
