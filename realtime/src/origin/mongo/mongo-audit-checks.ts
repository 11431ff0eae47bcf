import { type Db, Long } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import type { AuditCheckState, AuditChecks } from '../audit/audit-check.ts';
import { auditDocuments, entryOf } from './mongo-audit.ts';

interface CheckDocument {
  readonly _id: 'audit_log';
  readonly revision: number;
  readonly walked: AuditCheckState['walked'];
  readonly since: Date;
  readonly notes: readonly { readonly sequence: number; readonly hash: string; readonly at: Date }[];
  readonly sound: { readonly records: number; readonly head: string; readonly at: Date } | null;
  readonly broken: { readonly sequence: number; readonly problem: string; readonly at: Date } | null;
}

const id = 'audit_log';

/** The state of the walk over the audit log's chain: one document. */
export function mongoAuditChecks(db: Db): AuditChecks {
  const log = auditDocuments(db);
  const checks = db.collection<CheckDocument>('audit_checks', {
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true },
  });
  return {
    async load() {
      const found = await checks.findOne({ _id: id });
      return found === null ? undefined : stateOf(found);
    },
    async save(before, state) {
      const document = documentOf(state);
      if (before !== undefined)
        return (await checks.replaceOne({ _id: id, revision: before }, document)).matchedCount === 1;
      try {
        await checks.insertOne(document);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async after(sequence, limit) {
      const found = log.find({ sequence: { $gt: Long.fromNumber(sequence) } }).sort({ sequence: 1 });
      return (await found.limit(limit).toArray()).map(entryOf);
    },
    async at(sequence) {
      const found = await log.findOne({ sequence: Long.fromNumber(sequence) });
      return found === null ? undefined : entryOf(found);
    },
    async length() {
      const [last] = await log
        .find({}, { projection: { sequence: 1 } })
        .sort({ sequence: -1 })
        .limit(1)
        .toArray();
      return Number(last?.sequence ?? 0);
    },
  };
}

function stateOf({ revision, walked, since, notes, sound, broken }: CheckDocument): AuditCheckState {
  const atMs = <T extends { readonly at: Date }>({ at, ...rest }: T) => ({ ...rest, atMs: at.getTime() });
  return {
    ...{ revision: Number(revision), walked: { sequence: Number(walked.sequence), hash: walked.hash } },
    ...{ sinceMs: since.getTime(), notes: notes.map(atMs) },
    sound: sound === null ? undefined : atMs(sound),
    broken: broken === null ? undefined : atMs(broken),
  };
}

function documentOf({ revision, walked, sinceMs, notes, sound, broken }: AuditCheckState): CheckDocument {
  const at = <T extends { readonly atMs: number }>({ atMs, ...rest }: T) => ({ ...rest, at: new Date(atMs) });
  return {
    ...{ _id: id, revision, walked, since: new Date(sinceMs), notes: notes.map(at) },
    sound: sound === undefined ? null : at(sound),
    broken: broken === undefined ? null : at(broken),
  };
}
