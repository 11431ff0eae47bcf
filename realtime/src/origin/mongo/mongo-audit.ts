import type { AuditAction, AuditRecord } from '@halobuzz/core/api/admin';
import { AppError } from '@halobuzz/core/errors/app-error';
import { type Collection, type Db, type Filter, Long } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import { auditGenesis, auditHash } from '../audit/audit-chain.ts';
import type { AuditEntry, AuditFilter, AuditLog, AuditPoint } from '../audit/audit-log.ts';

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
          await collection.insertOne(auditDocumentOf(record, sequence, previous));
          return true;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
      }
      throw new AppError('unavailable');
    },
    has: async (id) => (await collection.findOne({ _id: id }, { projection: { _id: 1 } })) !== null,
    async list(filter, from, limit) {
      const order = from?.to === 'newer' ? 1 : -1;
      // One page an act, merged: an index is in order for one value of its first fields only.
      const pages = await Promise.all(
        actionsOf(filter).map((action) => {
          const one = { ...filter, action };
          const found = collection.find(auditQuery(one, from), { hint: auditIndex(one) });
          return found.sort({ at: order, sequence: order }).limit(limit).toArray();
        }),
      );
      const entries = pages.flat().map(entryOf);
      if (pages.length > 1) entries.sort((a, b) => order * (a.atMs - b.atMs || a.sequence - b.sequence));
      return entries.slice(0, limit);
    },
  };
}

/** An audit filter of one act, or of all. */
type OneActFilter = Omit<AuditFilter, 'action'> & { readonly action?: string | undefined };

/** Each act once; one `undefined` where all are asked for. */
function actionsOf({ action }: AuditFilter): readonly (string | undefined)[] {
  return action === undefined || typeof action === 'string' ? [action] : [...new Set(action)];
}

export function auditDocuments(db: Db): Collection<AuditDocument> {
  return db.collection<AuditDocument>('audit_log', {
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true },
    ignoreUndefined: true,
  });
}

/** Each field that may be asked for has an index in the order of pages. Exported for the test that explains it. */
export function auditQuery(
  { actor, subject, action, requestId, fromMs, toMs }: OneActFilter,
  from: AuditPoint | undefined,
): Filter<AuditDocument> {
  // `$eq` keeps a value a value, whatever it holds.
  const equal = Object.entries({ actor, subject, action, requestId }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, { $eq: value }]],
  );
  const at = {
    ...(fromMs === undefined ? {} : { $gte: new Date(fromMs) }),
    ...(toMs === undefined ? {} : { $lt: new Date(toMs) }),
  };
  return {
    ...Object.fromEntries(equal),
    ...(Object.keys(at).length === 0 ? {} : { at }),
    ...(from === undefined ? {} : beyond(from)),
  };
}

/**
 * The index of what is asked for. Named, as the planner would walk the whole log in order where it judges by a sample that
 * has many of what is rare later on.
 */
export function auditIndex({ actor, subject, action, requestId }: OneActFilter): string {
  if (requestId !== undefined) return 'request_page';
  if (actor !== undefined && subject !== undefined) return 'actor_subject_page';
  const named = Object.entries({ actor, subject, action }).filter(([, value]) => value !== undefined);
  return [...named.map(([name]) => name), 'page'].join('_').replace(/^page$/, 'newest_page');
}

/** The outer bound is what an index can use. */
function beyond({ atMs, sequence, to }: AuditPoint): Filter<AuditDocument> {
  const at = new Date(atMs);
  const place = Long.fromNumber(sequence);
  return to === 'older'
    ? { $and: [{ at: { $lte: at } }, { $or: [{ at: { $lt: at } }, { at, sequence: { $lt: place } }] }] }
    : { $and: [{ at: { $gte: at } }, { $or: [{ at: { $gt: at } }, { at, sequence: { $gt: place } }] }] };
}

/** A record as it is stored in its place. */
export function auditDocumentOf(record: AuditRecord, sequence: number, previous: string): AuditDocument {
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
