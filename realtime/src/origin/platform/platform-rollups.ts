import { limits } from '@halobuzz/core/limits';
import type { Collection, Db } from 'mongodb';
import { bigintOptions } from '../mongo/numbers.ts';

export const minuteMs = 60_000;
export const hourMs = 3_600_000;

/** `seen`: a minute as a pass saw it. `gifts`: what was given in that minute. `hour`: both, added up. */
export type RollupKind = 'seen' | 'gifts' | 'hour';

/** Sums of a minute or an hour of the whole platform. */
export interface PlatformRollup {
  readonly _id: string;
  readonly kind: RollupKind;
  readonly at: Date;
  readonly expiresAt: Date;
  readonly viewers?: number;
  readonly broadcasts?: number;
  readonly reports?: number;
  readonly signUps?: number;
  /** By state. */
  readonly payments?: Readonly<Record<string, number>>;
  readonly gifts?: number | bigint;
  readonly coins?: bigint;
  readonly sampledAt?: Date;
}

export function platformRollups(db: Db): Collection<PlatformRollup> {
  return db.collection<PlatformRollup>('rollups_platform', { ...bigintOptions, ignoreUndefined: true });
}

export const startOf = (atMs: number, stepMs: number): number => Math.floor(atMs / stepMs) * stepMs;

/** Where the sums of a time stand, and what such a document begins with. */
export function rollupPlace(kind: RollupKind, atMs: number) {
  const lifeMs = kind === 'hour' ? limits.platformHoursLifeMs : limits.platformMinutesLifeMs;
  const fields = { kind, at: new Date(atMs), expiresAt: new Date(atMs + lifeMs) };
  return { filter: { _id: `${kind}|${atMs}` }, fields };
}

/** Sums by the time that `timeOf` makes of theirs. */
export function byTime(
  rollups: readonly PlatformRollup[],
  timeOf: (atMs: number) => number,
): ReadonlyMap<number, readonly PlatformRollup[]> {
  const found = new Map<number, PlatformRollup[]>();
  for (const one of rollups) {
    const time = timeOf(one.at.getTime());
    const known = found.get(time);
    if (known === undefined) found.set(time, [one]);
    else known.push(one);
  }
  return found;
}
