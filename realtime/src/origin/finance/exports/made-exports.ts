import type { FinanceExportKind, FinanceExportView } from '@halobuzz/core/api/finance-exports';
import type { Db } from 'mongodb';
import { behindPoint } from '../../mongo/finance-queries.ts';
import type { ListPoint } from '../finance-lists.ts';
import { maskedSubject } from '../masked.ts';

/** What was taken out, as `finance_exports` keeps it. */
export interface MadeExport {
  readonly _id: string;
  readonly kind: FinanceExportKind;
  readonly state: 'running' | 'done' | 'broken';
  /** Account id. */
  readonly by: string;
  readonly reason: string;
  readonly fileName: string;
  readonly from?: string;
  readonly to?: string;
  /** Whose statement it is. */
  readonly userId?: string;
  readonly startedAt: Date;
  readonly endedAt?: Date;
  readonly bytes: number | bigint;
  readonly lines: number | bigint;
  readonly sha256?: string;
}

export interface MadeExports {
  insert(made: MadeExport): Promise<void>;
  end(id: string, end: Pick<MadeExport, 'state' | 'endedAt' | 'bytes' | 'lines' | 'sha256'>): Promise<void>;
  get(id: string): Promise<MadeExport | undefined>;
  /** The newest first. */
  list(after: ListPoint | undefined, limit: number): Promise<readonly MadeExport[]>;
}

export function mongoMadeExports(db: Db): MadeExports {
  const collection = db.collection<MadeExport>('finance_exports', {
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true },
    ignoreUndefined: true,
    useBigInt64: true,
  });
  return {
    async insert(made) {
      await collection.insertOne(made);
    },
    async end(id, end) {
      await collection.updateOne({ _id: id, state: 'running' }, { $set: end });
    },
    get: async (id) => (await collection.findOne({ _id: id })) ?? undefined,
    list: (after, limit) =>
      collection.find(behindPoint('startedAt', after)).sort({ startedAt: -1, _id: -1 }).limit(limit).toArray(),
  };
}

export function madeExportView(made: MadeExport): FinanceExportView {
  const { _id: id, kind, state, by, reason, fileName, from, to, userId, startedAt, endedAt, sha256 } = made;
  return {
    ...{ id, kind, state, by, reason, fileName },
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(userId === undefined ? {} : { person: maskedSubject(userId) }),
    startedAt: startedAt.toISOString(),
    ...(endedAt === undefined ? {} : { endedAt: endedAt.toISOString() }),
    ...{ bytes: String(made.bytes), lines: String(made.lines) },
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}
