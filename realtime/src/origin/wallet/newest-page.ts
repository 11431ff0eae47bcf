import type { EntryPoint } from './ledger-reads.ts';

/** One collection as {@link newestPage} reads it. */
export interface TimeOrdered<T extends { readonly point: EntryPoint }> {
  /** Rows behind `after`, newest first in the order of the time index alone: no sort in memory. */
  older(after: EntryPoint | undefined, limit: number): Promise<readonly T[]>;
  /** Rows of one millisecond behind `after`, highest id first. */
  at(atMs: number, after: EntryPoint | undefined, limit: number): Promise<readonly T[]>;
}

/**
 * A page in the total order (time, id), over an index that knows only the time: the rows of the page's last millisecond
 * come in any order and maybe not all of them, so that millisecond is read again, sorted.
 */
export async function newestPage<T extends { readonly point: EntryPoint }>(
  source: TimeOrdered<T>,
  after: EntryPoint | undefined,
  limit: number,
): Promise<readonly T[]> {
  const rows = await source.older(after, limit);
  const last = rows.at(-1);
  if (last === undefined || rows.length < limit) return [...rows].sort(newestFirst);
  const { atMs } = last.point;
  const ties = await source.at(atMs, after, limit);
  return [...rows.filter((row) => row.point.atMs !== atMs), ...ties].sort(newestFirst).slice(0, limit);
}

export function newestFirst(a: { readonly point: EntryPoint }, b: { readonly point: EntryPoint }): number {
  if (a.point.atMs !== b.point.atMs) return b.point.atMs - a.point.atMs;
  return a.point.id < b.point.id ? 1 : a.point.id > b.point.id ? -1 : 0;
}
