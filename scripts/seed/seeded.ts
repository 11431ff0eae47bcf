import { hash } from 'node:crypto';
import { base32, newUuidV7 } from '@halobuzz/core/ids';
import type { Collection, Document, OptionalUnlessRequiredId } from 'mongodb';
import { isOnlyDuplicateKeys } from '../../realtime/src/adapters/mongo/is-duplicate-key.ts';

/** What everything seeded follows from: the same world for the same three. */
export interface SeedWorld {
  readonly seed: number;
  /** The newest moment of the world. */
  readonly untilMs: number;
  readonly users: number;
}

const dayMs = 86_400_000;
const daysBack = 90;

function bytesOf(world: SeedWorld, name: string): Uint8Array {
  return hash('sha256', `${world.seed} ${name}`, 'buffer');
}

const idOf = (world: SeedWorld, prefix: string, name: string): string =>
  prefix + base32(bytesOf(world, name).subarray(0, 16));

export const accountOf = (world: SeedWorld, n: number): string => idOf(world, 'a', `account ${n}`);
export const subjectOf = (world: SeedWorld, n: number): string => idOf(world, 's', `subject ${n}`);
export const opaqueIdOf = (world: SeedWorld, prefix: string, n: number): string =>
  idOf(world, `${prefix}_`, `${prefix} ${n}`);

/** The same number below a bound for the same two. */
export function pick({ seed }: SeedWorld, n: number, salt: number, below: number): number {
  let mixed = Math.imul(n ^ Math.imul(salt + seed, 0x9e3779b1), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % below;
}

export function oneOf<T>(world: SeedWorld, n: number, salt: number, values: readonly [T, ...T[]]): T {
  return values[pick(world, n, salt, values.length)] ?? values[0];
}

/** Of `count` things in order, when the nth happened: evenly over the last months, the last one now. */
export function timeOf({ untilMs }: SeedWorld, n: number, count: number): number {
  return untilMs - daysBack * dayMs + Math.floor(((n + 1) / count) * daysBack * dayMs);
}

export function uuidOf(world: SeedWorld, name: string, atMs: number): string {
  return newUuidV7(atMs, (length) => bytesOf(world, name).subarray(0, length));
}

/** What is there already stays: the same document was written by a run that was cut off. */
export async function insertOnce<T extends Document>(
  collection: Collection<T>,
  documents: readonly OptionalUnlessRequiredId<T>[],
  options: { readonly trusted?: boolean } = {},
): Promise<void> {
  if (documents.length === 0) return;
  try {
    const checked = options.trusted === true ? { bypassDocumentValidation: true } : {};
    await collection.insertMany(documents, { ordered: false, writeConcern: { w: 1, journal: false }, ...checked });
  } catch (error) {
    if (!isOnlyDuplicateKeys(error)) throw error;
  }
}

const chunk = 2_000;

/** Makes and writes so many, a chunk at a time, so that no more than a chunk is ever in memory. */
export async function insertMade<T extends Document>(
  collection: Collection<T>,
  count: number,
  make: (n: number) => OptionalUnlessRequiredId<T>,
): Promise<void> {
  for (let at = 0; at < count; at += chunk) {
    await insertOnce(
      collection,
      Array.from({ length: Math.min(chunk, count - at) }, (_, n) => make(at + n)),
    );
  }
}
