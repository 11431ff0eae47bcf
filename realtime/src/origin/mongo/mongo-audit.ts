import type { AuditAction, AuditRecord } from '@halobuzz/core/api/admin';
import { AppError } from '@halobuzz/core/errors/app-error';
import { type Collection, type Db, type Filter, Long } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import { auditGenesis, auditHash } from '../audit/audit-chain.ts';
import type { AuditEntry, AuditFilter, AuditLog } from '../audit/audit-log.ts';

interface AuditDocument {
  _id: string;
  sequence: Long | number;
  at: Date;
  actor: string;
  action: AuditAction;
  subject?: string;
  reason?: string;
  requestId?: string;
  details?: Record<string, string | number | boolean>;
  previous: string;
  hash: string;
}

/** Appends that lose their place to others this often in a row answer `unavailable`; the sender repeats. */
const triesMax = 50;

/**
 * The audit log in MongoDB. The unique sequence is what makes one chain of it: of two appends behind the same record one
 * wins, the other reads the new end. Only what a majority holds is chained to, so no election takes a link away.
 */
export function mongoAudit(db: Db): AuditLog {
  const collection = auditDocuments(db);
  return {
    async append(record) {
      for (let tries = 0; tries < triesMax; tries += 1) {
        const known = await collection.findOne({ _id: record.id });
        if (known !== null) {
          if (auditHash(known.previous, Number(known.sequence), record) !== known.hash) throw new AppError('conflict');
          return false;
        }
        const [last] = await collection.find().sort({ sequence: -1 }).limit(1).toArray();
        const [sequence, previous] = [Number(last?.sequence ?? 0) + 1, last?.hash ?? auditGenesis];
        try {
          await collection.insertOne(documentOf(record, sequence, previous));
          return true;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
      }
      throw new AppError('unavailable');
    },
    async list(filter, before, limit) {
      const place = before === undefined ? {} : { sequence: { $lt: Long.fromNumber(before) } };
      const found = collection.find({ ...queryOf(filter), ...place }).sort({ sequence: -1 });
      return (await found.limit(limit).toArray()).map(entryOf);
    },
  };
}

export function auditDocuments(db: Db): Collection<AuditDocument> {
  return db.collection<AuditDocument>('audit_log', {
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true },
    ignoreUndefined: true,
  });
}

function queryOf({ actor, subject, action, fromMs, toMs }: AuditFilter): Filter<AuditDocument> {
  const at = {
    ...(fromMs === undefined ? {} : { $gte: new Date(fromMs) }),
    ...(toMs === undefined ? {} : { $lt: new Date(toMs) }),
  };
  // `$eq` keeps a value a value, whatever it holds.
  const equal = Object.entries({ actor, subject, action }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, { $eq: value }]],
  );
  return { ...Object.fromEntries(equal), ...(Object.keys(at).length === 0 ? {} : { at }) };
}

function documentOf(record: AuditRecord, sequence: number, previous: string): AuditDocument {
  const { id, atMs, subject, reason, requestId, details, ...rest } = record;
  return {
    _id: id,
    sequence: Long.fromNumber(sequence),
    at: new Date(atMs),
    ...rest,
    ...(subject === undefined ? {} : { subject }),
    ...(reason === undefined ? {} : { reason }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(details === undefined ? {} : { details }),
    previous,
    hash: auditHash(previous, sequence, record),
  };
}

export function entryOf({ _id, at, sequence, ...rest }: AuditDocument): AuditEntry {
  return { id: _id, atMs: at.getTime(), sequence: Number(sequence), ...rest };
}
