import { setTimeout as delay } from 'node:timers/promises';
import { limits } from '@halobuzz/core/limits';
import {
  BSON,
  type ChangeStream,
  type ChangeStreamDocument,
  type Db,
  type Document,
  MongoServerError,
  Timestamp,
} from 'mongodb';
import type { BackupKeys } from './backup-keys.ts';
import type { BackupManifest } from './backup-manifest.ts';
import { type CapturedChange, heardChange } from './captured-change.ts';
import { type ChangesEnd, readChanges, writeChanges } from './changes-file.ts';

export interface FollowDeps {
  readonly db: Db;
  readonly folder: string;
  readonly manifest: BackupManifest;
  readonly keys: BackupKeys;
  readonly clock: () => number;
  readonly signal: AbortSignal;
  /** Goes on although a new backup is due. */
  readonly pastDue?: boolean;
  /** Behind each file: everything that a majority had taken by `throughMs` is on the disk. */
  readonly onCaptured: (captured: { readonly changes: number; readonly throughMs: number }) => void;
}

/** `stopped`: by the signal. `schema`: a new backup is needed, for what it says. `due`: its time is over. */
export type FollowEnd =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'due' }
  | { readonly kind: 'schema'; readonly what: string };

/**
 * Writes what changes behind a backup into files, for as long as it is not stopped. A change stream tells what a majority has
 * taken, in one order for all collections; a file ends only between two transactions. Whoever comes after a crash goes on
 * behind the newest whole file. Throws what MongoDB throws when it is away: call it again.
 */
export async function followChanges(deps: FollowDeps): Promise<FollowEnd> {
  const { db, folder, manifest, keys, signal } = deps;
  let { end } = await readChanges(folder, manifest, keys);
  const stream = db.watch<Document, ChangeStreamDocument>([], {
    ...placeOf(manifest, end),
    ...{ showExpandedEvents: true, maxAwaitTimeMS: limits.changesAwaitMs, batchSize: 1_000 },
    // Types stay as they are stored.
    ...{ promoteValues: false, promoteLongs: false, promoteBuffers: false },
  });
  const dueAtMs = Date.parse(manifest.takenAt) + limits.backupPeriodMs;
  const isOver = (): boolean => deps.pastDue !== true && deps.clock() >= dueAtMs;
  let held: CapturedChange[] = [];
  let through = end.header === undefined ? BigInt(manifest.clusterTime) : BigInt(end.header.through);
  let throughMs = 0;
  let token: unknown;
  let writtenMs = performance.now();
  const flush = async (): Promise<void> => {
    if (token === undefined) return;
    const changes = held;
    held = [];
    end = await writeChanges(folder, manifest.id, keys, end, {
      ...{ changes, through, resumeToken: token, nowMs: deps.clock() },
    });
    writtenMs = performance.now();
    deps.onCaptured({ changes: changes.length, throughMs });
  };
  try {
    for (;;) {
      if (signal.aborted) {
        // Only what is known to end between two transactions: the rest is heard again.
        return { kind: 'stopped' };
      }
      const askedMs = deps.clock();
      const event = await stream.tryNext();
      const elapsedMs = performance.now() - writtenMs;
      if (event === null) {
        // Nothing more was there: everything up to the moment of asking is held.
        token = stream.resumeToken;
        throughMs = askedMs;
        const due = held.length > 0 ? limits.changesSegmentPeriodMs : limits.changesIdlePeriodMs;
        if (elapsedMs >= due || isOver()) await flush();
        else if (held.length === 0) deps.onCaptured({ changes: 0, throughMs });
        if (isOver()) return { kind: 'due' };
        continue;
      }
      const heard = heardChange(event);
      if (heard.kind === 'schema') {
        // It is no part of a transaction that holds other changes: what came before is whole.
        if (held.length > 0) await flush();
        return heard;
      }
      // All changes of a transaction have one time: a later one means that those before are whole.
      const time = heard.clusterTime.toBigInt();
      const isWhole = time > through;
      if (isWhole && held.length > 0 && isDue(held.length, elapsedMs)) {
        await flush();
        // The change just heard is heard again, by whoever goes on from the file.
        if (isOver()) return { kind: 'due' };
      }
      held.push(heard.change);
      through = time;
      throughMs = heard.wallMs;
      token = event._id;
    }
  } finally {
    await close(stream);
  }
}

function isDue(changes: number, elapsedMs: number): boolean {
  return changes >= limits.changesSegmentEventsMax || elapsedMs >= limits.changesSegmentPeriodMs;
}

function placeOf(manifest: BackupManifest, { header }: ChangesEnd) {
  if (header === undefined) return { startAtOperationTime: Timestamp.fromString(manifest.clusterTime, 10) };
  return { startAfter: BSON.EJSON.parse(header.resumeToken, { relaxed: false }) };
}

/** A stream whose server is gone cannot be closed there. */
async function close(stream: ChangeStream<Document, ChangeStreamDocument>): Promise<void> {
  await stream.close().catch(() => {});
}

interface Followed {
  readonly folder: string;
  readonly manifest: BackupManifest;
}

export interface KeepFollowingDeps extends Omit<FollowDeps, 'folder' | 'manifest' | 'pastDue'> {
  readonly takeNew: (why: string) => Promise<Followed>;
  readonly onFailure: (error: unknown) => undefined;
}

/** Follows until it is stopped, again and again while MongoDB is away; a new backup is taken whenever one is needed. */
export async function keepFollowing(first: Followed, deps: KeepFollowingDeps): Promise<void> {
  let current = first;
  while (!deps.signal.aborted) {
    try {
      const end = await followChanges({ ...deps, ...current });
      switch (end.kind) {
        case 'stopped':
          return;
        case 'due':
          current = await takeOver(current, deps);
          break;
        case 'schema':
          current = await deps.takeNew(`${end.what} is no change of a document`);
          break;
        default:
          return end satisfies never;
      }
    } catch (error) {
      deps.onFailure(error);
      if (isPlaceGone(error)) {
        const taken = await deps.takeNew('MongoDB no longer keeps what changed since').catch(deps.onFailure);
        if (taken !== undefined) current = taken;
      }
      await delay(limits.changesRetryMs, undefined, { signal: deps.signal }).catch(() => {});
    }
  }
}

/** Takes a new backup and catches up behind it, while changes go on being written behind the old one: nothing is ever out of both. */
async function takeOver(old: Followed, deps: KeepFollowingDeps): Promise<Followed> {
  const [oldStop, newStop] = [new AbortController(), new AbortController()];
  const stopBoth = (): void => {
    oldStop.abort();
    newStop.abort();
  };
  deps.signal.addEventListener('abort', stopBoth);
  if (deps.signal.aborted) stopBoth();
  const onOld = followChanges({ ...deps, ...old, pastDue: true, signal: oldStop.signal });
  onOld.catch(deps.onFailure);
  try {
    const taken = await deps.takeNew('its day is over');
    const startedAtMs = deps.clock();
    await followChanges({
      ...{ ...deps, ...taken, pastDue: true, signal: newStop.signal },
      onCaptured: ({ throughMs }) => {
        if (throughMs >= startedAtMs) newStop.abort();
      },
    });
    return taken;
  } finally {
    stopBoth();
    deps.signal.removeEventListener('abort', stopBoth);
    await onOld.catch(() => {});
  }
}

/** The place to go on from is in no oplog any more, or in that of another history. */
const placeGone = new Set([260, 280, 286]);

function isPlaceGone(error: unknown): boolean {
  return error instanceof MongoServerError && placeGone.has(Number(error.code));
}
