import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import { auditOfChange, type KeywordChange, type Keywords, type KeywordTerm } from '../moderation/keywords.ts';
import { appendAuditWithin } from './append-audit-within.ts';
import { transact } from './transact.ts';

interface KeywordDocument {
  _id: string;
  by: string;
  createdAt: Date;
  /** Absent: as `block`, from before there were others. */
  scope?: 'block' | 'flag';
  reason?: string;
  endsAt?: Date;
}

interface ChangeDocument {
  _id: number;
  by: string;
  reason: string;
  at: Date;
  added?: { term: string; scope: 'block' | 'flag' }[];
  removed: string[];
  requestId?: string;
}

/** Terms are kept as they were given; gateways fold them. The number of the last change is the version of the list. */
export function mongoKeywords(db: Db, clock: () => number): Keywords {
  const terms = db.collection<KeywordDocument>('keyword_terms', { ignoreUndefined: true });
  const changes = db.collection<ChangeDocument>('keyword_changes', { ignoreUndefined: true });
  const since = (version: number, count: number) =>
    changes
      .find({ _id: { $gt: version } })
      .sort({ _id: -1 })
      .limit(count)
      .toArray();

  return {
    async list() {
      // The version first: what is read beside a newer list than its version says can only lead to a conflict.
      const [last] = await since(0, 1);
      const found = await terms.find({}, { hint: '_id_' }).sort({ _id: 1 }).limit(limits.keywordTermsMax).toArray();
      const now = new Date(clock());
      const inForce = found.filter(({ endsAt }) => endsAt === undefined || endsAt > now);
      return { version: last?._id ?? 0, terms: inForce.map(termOf) };
    },

    async change({ version, reason, add, remove }, by, requestId) {
      try {
        return await transact(db, async (session) => {
          const newer = await changes
            .find({ _id: { $gt: version } }, { session })
            .sort({ _id: -1 })
            .limit(20)
            .toArray();
          if (newer[0] !== undefined) {
            return { kind: 'conflict' as const, version: newer[0]._id, since: newer.map(changeOf) };
          }
          const [last] = await changes.find({}, { session }).sort({ _id: -1 }).limit(1).toArray();
          if ((last?._id ?? 0) !== version) return { kind: 'conflict' as const, version: last?._id ?? 0, since: [] };
          const wanted = add.map(({ term }) => term);
          const others = await terms.countDocuments({ _id: { $nin: [...wanted, ...remove] } }, { session });
          if (others + wanted.length > limits.keywordTermsMax) return { kind: 'full' as const };
          const at = new Date(clock());
          const change: ChangeDocument = {
            ...{ _id: version + 1, by, reason, at, removed: remove },
            added: add.map(({ term, scope }) => ({ term, scope })),
            ...(requestId === undefined ? {} : { requestId }),
          };
          await changes.insertOne(change, { session });
          await terms.bulkWrite(
            [
              ...remove.map((_id) => ({ deleteOne: { filter: { _id } } })),
              ...add.map(({ term, scope, endsAt }) => ({
                replaceOne: {
                  filter: { _id: term },
                  replacement: {
                    ...{ by, createdAt: at, scope, reason },
                    ...(endsAt === undefined ? {} : { endsAt: new Date(endsAt) }),
                  },
                  upsert: true,
                },
              })),
            ],
            { session, ordered: true },
          );
          await appendAuditWithin(db, session, auditOfChange(changeOf(change)));
          return { kind: 'ok' as const, change: changeOf(change) };
        });
      } catch (error) {
        // Somebody's change took the number in the meantime.
        if (!isDuplicateKey(error)) throw error;
        const newer = await since(version, 20);
        if (newer[0] === undefined) throw error;
        return { kind: 'conflict', version: newer[0]._id, since: newer.map(changeOf) };
      }
    },
  };
}

function termOf({ _id: term, by, createdAt, scope = 'block', reason = '', endsAt }: KeywordDocument): KeywordTerm {
  return { term, scope, reason, by, addedAtMs: createdAt.getTime(), endsAtMs: endsAt?.getTime() };
}

function changeOf({ _id, by, reason, at, added = [], removed, requestId }: ChangeDocument): KeywordChange {
  return { version: Number(_id), by, reason, atMs: at.getTime(), added, removed, requestId };
}
