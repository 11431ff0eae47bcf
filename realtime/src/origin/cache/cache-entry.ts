import type { Clock } from '@halobuzz/core/clock';
import { z } from 'zod';

/** As stored, with short names: versions of tags, fresh until, given until (ms), and the value unless there is none. */
const entrySchema = z.strictObject({
  v: z.array(z.string()),
  f: z.int(),
  s: z.int(),
  x: z.unknown().optional(),
});

/** What a cached text says of an address. */
export type CacheFinding<T> =
  /** `value` undefined: it is known that there is nothing. */
  | { readonly kind: 'known'; readonly value: T | undefined; readonly fresh: boolean }
  /** Nothing that may be given. */
  | { readonly kind: 'unknown' };

export interface EntryTimes {
  readonly freshUntilMs: number;
  readonly staleUntilMs: number;
}

/**
 * The text of an entry. The schema encodes the value, so that what is stored is what the schema reads, and a value that
 * it would refuse is never stored. @throws ZodError then; TypeError for what JSON cannot hold
 */
export function entryText<S extends z.ZodType>(
  schema: S,
  value: z.output<S> | undefined,
  versions: readonly string[],
  times: EntryTimes,
): string {
  const known = value === undefined ? {} : { x: z.encode(schema, value) };
  return JSON.stringify({ v: versions, f: times.freshUntilMs, s: times.staleUntilMs, ...known });
}

/** Reads an entry; what was stored by another build under another schema, or run out, or dropped, is unknown. */
export function findingOf<S extends z.ZodType>(
  schema: S,
  text: string | undefined,
  versions: readonly (string | undefined)[],
  clock: Clock,
): CacheFinding<z.output<S>> {
  const unknown = { kind: 'unknown' } as const;
  if (text === undefined) return unknown;
  const entry = entrySchema.safeParse(parsed(text));
  if (!entry.success) return unknown;
  const { v, f, s, x } = entry.data;
  if (v.length !== versions.length || v.some((version, at) => version !== versions[at])) return unknown;
  const nowMs = clock();
  if (nowMs >= s) return unknown;
  const fresh = nowMs < f;
  if (!('x' in entry.data)) return { kind: 'known', value: undefined, fresh };
  const value = schema.safeParse(x);
  return value.success ? { kind: 'known', value: value.data, fresh } : unknown;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
