import type { SwitchName } from '@halobuzz/core/switches/switches';
import { type Db, Long } from 'mongodb';
import { isDuplicateKey } from '../../adapters/mongo/is-duplicate-key.ts';
import {
  auditOfSwitch,
  changedSwitches,
  type SwitchDoing,
  type SwitchStore,
  type SwitchVersion,
} from '../switches/switch-store.ts';
import { appendAuditWithin } from './append-audit-within.ts';
import { transact } from './transact.ts';

interface DoingDocument {
  by: string;
  reason: string;
  since: Date;
}

interface VersionDocument {
  _id: Long | number;
  paused: (DoingDocument & { name: SwitchName; countries?: string[]; regions?: string[] })[];
  maintenance?: DoingDocument & { message: string; endsAt?: Date };
  act: string;
  by: string;
  reason: string;
  at: Date;
  requestId?: string;
}

const nothingYet: SwitchVersion = { version: 0, paused: [], maintenance: undefined };

/**
 * One document a version, never changed: the newest holds. Versions are times, so that a database which came back from a
 * backup goes on above what processes have heard of since.
 */
export function mongoSwitches(db: Db, clock: () => number): SwitchStore {
  const versions = db.collection<VersionDocument>('switch_versions', { ignoreUndefined: true });
  const newest = async (): Promise<SwitchVersion> => {
    const [last] = await versions.find().sort({ _id: -1 }).limit(1).toArray();
    return last === undefined ? nothingYet : versionOf(last);
  };
  return {
    now: newest,
    async change(wish) {
      try {
        return await transact(db, async (session) => {
          const [last] = await versions.find({}, { session }).sort({ _id: -1 }).limit(1).toArray();
          const before = last === undefined ? nothingYet : versionOf(last);
          if (before.version !== wish.version) return { kind: 'conflict' as const, now: before };
          const atMs = clock();
          const after = changedSwitches(before, wish.change, { by: wish.by, reason: wish.reason, sinceMs: atMs });
          if (after === undefined) return { kind: 'same' as const, now: before };
          const version = Math.max(before.version + 1, atMs);
          const { act } = wish.change;
          await versions.insertOne(documentOf({ ...after, version }, { ...wish, act, atMs }), { session });
          await appendAuditWithin(db, session, auditOfSwitch(version, wish, atMs));
          return { kind: 'ok' as const, now: { ...after, version } };
        });
      } catch (error) {
        // Somebody's change took the number in the same millisecond.
        if (!isDuplicateKey(error)) throw error;
        return { kind: 'conflict', now: await newest() };
      }
    },
  };
}

function documentOf(
  { version, paused, maintenance }: SwitchVersion,
  by: { act: string; by: string; reason: string; atMs: number; requestId: string | undefined },
): VersionDocument {
  return {
    _id: Long.fromNumber(version),
    paused: paused.map(({ name, countries, regions, ...doing }) => ({
      name,
      ...(countries === undefined ? {} : { countries: [...countries] }),
      ...(regions === undefined ? {} : { regions: [...regions] }),
      ...stored(doing),
    })),
    ...(maintenance === undefined
      ? {}
      : {
          maintenance: {
            message: maintenance.message,
            ...(maintenance.endsAtMs === undefined ? {} : { endsAt: new Date(maintenance.endsAtMs) }),
            ...stored(maintenance),
          },
        }),
    ...{ act: by.act, by: by.by, reason: by.reason, at: new Date(by.atMs) },
    ...(by.requestId === undefined ? {} : { requestId: by.requestId }),
  };
}

function stored({ by, reason, sinceMs }: SwitchDoing): DoingDocument {
  return { by, reason, since: new Date(sinceMs) };
}

function versionOf({ _id, paused, maintenance }: VersionDocument): SwitchVersion {
  return {
    version: Number(_id),
    paused: paused.map(({ since, ...rest }) => ({ ...rest, sinceMs: since.getTime() })),
    maintenance: maintenance === undefined ? undefined : maintenanceOf(maintenance),
  };
}

function maintenanceOf({ message, endsAt, by, reason, since }: NonNullable<VersionDocument['maintenance']>) {
  const ends = endsAt === undefined ? {} : { endsAtMs: endsAt.getTime() };
  return { message, ...ends, by, reason, sinceMs: since.getTime() };
}
