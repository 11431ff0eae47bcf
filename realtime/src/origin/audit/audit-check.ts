import { limits } from '@halobuzz/core/limits';
import { auditGenesis, auditHash } from './audit-chain.ts';
import type { AuditEntry } from './audit-log.ts';
import { thinnedNotes } from './thinned-notes.ts';

/** A record's place and hash. */
export interface AuditPlace {
  readonly sequence: number;
  readonly hash: string;
}

/** How far the chain was walked, and what was found. */
export interface AuditCheckState {
  /** Moves with every change, so that of two walks at once one is kept. */
  readonly revision: number;
  /** The last record of the present walk that held; the genesis before any. */
  readonly walked: AuditPlace;
  /** When the present walk began. */
  readonly sinceMs: number;
  /** Ends of earlier walks. They must still stand: whoever writes the whole chain anew cannot meet their hashes. */
  readonly notes: readonly (AuditPlace & { readonly atMs: number })[];
  readonly sound: { readonly records: number; readonly head: string; readonly atMs: number } | undefined;
  readonly broken: { readonly sequence: number; readonly problem: string; readonly atMs: number } | undefined;
}

/** Where the walk's state is kept, and what it reads of the log. */
export interface AuditChecks {
  load(): Promise<AuditCheckState | undefined>;
  /** False when somebody else wrote since `before` was read. */
  save(before: number | undefined, state: AuditCheckState): Promise<boolean>;
  /** Records behind a place, in the order of the chain. */
  after(sequence: number, limit: number): Promise<readonly AuditEntry[]>;
  at(sequence: number): Promise<AuditEntry | undefined>;
  /** How many places the chain has. */
  length(): Promise<number>;
}

export const beginning: AuditPlace = { sequence: 0, hash: auditGenesis };

/**
 * Walks on from where the last walk stopped, over at most so many records, and keeps how far it came. At the end of the log
 * everything holds; after a while the walk begins anew, as what held once may be changed later. A break is reported until
 * a whole walk finds none. @returns what is known now, and whether there is more to walk
 */
export async function walkFurther(
  checks: AuditChecks,
  nowMs: number,
  recordsMax: number,
): Promise<{ readonly state: AuditCheckState; readonly more: boolean }> {
  const known = await checks.load();
  let state = known ?? emptyState(nowMs);
  if (isDue(state, nowMs)) state = { ...state, walked: beginning, sinceMs: nowMs };
  let more = true;
  const lost = await lostPlace(checks, state);
  if (lost !== undefined) {
    state = broken(state, lost.sequence, lost.problem, nowMs);
  } else {
    for (let walked = 0; more && walked < recordsMax; ) {
      const page = await checks.after(
        state.walked.sequence,
        Math.min(limits.auditCheckPageRecordsMax, recordsMax - walked),
      );
      const step = walkPage(state, page, nowMs);
      state = step.state;
      walked += page.length;
      more = step.more;
    }
  }
  const saved = await checks.save(known?.revision, { ...state, revision: (known?.revision ?? 0) + 1 });
  // Another walk was faster: what it found counts, and ours is done again by the next one.
  return saved ? { state, more } : { state: (await checks.load()) ?? state, more: true };
}

function emptyState(nowMs: number): AuditCheckState {
  return { revision: 0, walked: beginning, sinceMs: nowMs, notes: [], sound: undefined, broken: undefined };
}

/** A finished walk goes on with what comes behind it; now and then it begins from the first record. */
function isDue({ sound, sinceMs, walked }: AuditCheckState, nowMs: number): boolean {
  const finished = sound !== undefined && walked.sequence >= sound.records;
  return finished && nowMs - sinceMs >= limits.auditRewalkMs;
}

/** What held when it was seen last and does not now: where the walk stands, and the newest end that was noted. */
async function lostPlace(
  checks: AuditChecks,
  { walked, notes, broken }: AuditCheckState,
): Promise<{ readonly sequence: number; readonly problem: string } | undefined> {
  // A break is known already: the walk looks for the first one.
  if (broken !== undefined) return undefined;
  for (const place of [walked, notes.at(-1)]) {
    if (place === undefined || place.sequence === 0) continue;
    const found = await checks.at(place.sequence);
    if (found === undefined) return { sequence: place.sequence, problem: 'a record that was there before is missing' };
    if (found.hash !== place.hash) return { sequence: place.sequence, problem: 'it was another record before' };
  }
  return undefined;
}

/** Over one page. An empty one is the end. */
function walkPage(
  state: AuditCheckState,
  page: readonly AuditEntry[],
  nowMs: number,
): { readonly state: AuditCheckState; readonly more: boolean } {
  if (page.length === 0) return { state: ended(state, nowMs), more: false };
  let { sequence, hash } = state.walked;
  const noted = new Map(state.notes.map((note) => [note.sequence, note.hash]));
  for (const entry of page) {
    sequence += 1;
    const problem = problemOf(entry, sequence, hash, noted.get(sequence));
    if (problem !== undefined) return { state: broken(state, sequence, problem, nowMs), more: false };
    hash = entry.hash;
  }
  return { state: { ...state, walked: { sequence, hash } }, more: true };
}

function problemOf(entry: AuditEntry, sequence: number, previous: string, noted: string | undefined) {
  const { previous: claimed, hash, sequence: place, ...record } = entry;
  if (place !== sequence) return `a record is missing: the next one is ${place}`;
  if (claimed !== previous) return 'it does not follow the record before it';
  if (auditHash(previous, sequence, record) !== hash) return 'it was changed';
  if (noted !== undefined && noted !== hash) return 'it was another record before';
  return undefined;
}

function ended(state: AuditCheckState, nowMs: number): AuditCheckState {
  const { sequence, hash } = state.walked;
  const gone = state.notes.find((note) => note.sequence > sequence);
  if (gone !== undefined)
    return broken(state, sequence + 1, 'the log ends before a record that was there before', nowMs);
  const known = state.notes.some((note) => note.sequence === sequence);
  const notes = known || sequence === 0 ? state.notes : [...state.notes, { sequence, hash, atMs: nowMs }];
  return {
    ...state,
    notes: thinnedNotes(notes, limits.auditNotesMax),
    sound: { records: sequence, head: hash, atMs: nowMs },
    broken: undefined,
  };
}

/** The next walk begins anew. When it was seen first stays while it is the same break. */
function broken(state: AuditCheckState, sequence: number, problem: string, nowMs: number): AuditCheckState {
  const before = state.broken;
  const atMs = before?.sequence === sequence && before.problem === problem ? before.atMs : nowMs;
  return { ...state, walked: beginning, sinceMs: nowMs, broken: { sequence, problem, atMs } };
}
