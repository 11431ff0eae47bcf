import type { ExportRecord } from '@halobuzz/core/api/internal-exports';
import { limits } from '@halobuzz/core/limits';
import type { Db } from 'mongodb';
import type { Registry } from 'prom-client';
import { isDuplicateKey } from '../../../adapters/mongo/is-duplicate-key.ts';
import { originMetricSpecs as specs } from '../../../observability/catalogue/origin-metrics.ts';
import { metricsIn } from '../../../observability/metrics-in.ts';
import type { OriginLog } from '../../http/origin-log.ts';
import { isErased } from '../../mongo/is-erased.ts';

/** A request for somebody's data, as the customer's records have it; `_id` is the request's id. */
interface DataExportDocument {
  readonly _id: string;
  readonly userId: string;
  readonly dataTypes: readonly string[];
  readonly status: ExportRecord['status'];
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** Grows with each change at the edge, so that a late delivery takes nothing back. */
  readonly version: number;
}

const unfinished = ['pending', 'processing'] as const;

/** Requests for data as the edge tells of them: a projection, which decides nothing. */
export interface DataExports {
  /** May be repeated, and come late: the highest version stays. */
  put(id: string, record: ExportRecord): Promise<void>;
  /** Counts those that are not finished, and warns of those that take too long. */
  measure(): Promise<void>;
}

export interface DataExportsDeps {
  readonly db: Db;
  readonly registry: Registry;
  readonly clock: () => number;
  readonly log: OriginLog;
}

export function mongoDataExports({ db, registry, clock, log }: DataExportsDeps): DataExports {
  const collection = db.collection<DataExportDocument>('data_exports', { writeConcern: { w: 'majority' } });
  const metrics = metricsIn(registry);
  const waiting = metrics.gauge(specs.exportsUnfinished);
  const oldest = metrics.gauge(specs.exportOldest);
  return {
    async put(_id, { createdAt, expiresAt, ...record }) {
      const $set = { ...record, createdAt: new Date(createdAt), expiresAt: new Date(expiresAt) };
      try {
        await collection.updateOne({ _id, version: { $lt: record.version } }, { $set }, { upsert: true });
      } catch (error) {
        // It is there with this version or a higher one.
        if (!isDuplicateKey(error)) throw error;
      }
      if (await isErased(db, record.userId)) await collection.deleteOne({ _id });
    },

    async measure() {
      for (const status of unfinished) waiting.set({ status }, await collection.countDocuments(...countOf(status)));
      const [first] = await collection
        .find(...unfinishedOnes)
        .sort({ createdAt: 1 })
        .limit(1)
        .toArray();
      const ageMs = first === undefined ? 0 : clock() - first.createdAt.getTime();
      oldest.set(ageMs / 1_000);
      if (first !== undefined && ageMs > limits.exportPromisedMs) {
        const days = Math.floor(ageMs / 86_400_000);
        const facts = { export: first._id, days };
        if (ageMs > limits.exportLateWarnMs) log.error(facts, 'an export nears the month that the law gives');
        else log.warn(facts, 'an export takes longer than was promised');
      }
    },
  };
}

const byStatus = { hint: 'unfinished' } as const;
const countOf = (status: (typeof unfinished)[number]) => [{ status }, byStatus] as const;
/** Served by an index that holds unfinished ones alone. */
export const unfinishedOnes = [{ status: { $in: [...unfinished] } }, byStatus] as const;
