import { AppError } from '@halobuzz/core/errors/app-error';
import { fromBase64Url, toBase64Url, utf8 } from '../bytes.ts';

export interface PageQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/**
 * One page of a bounded list that is at hand whole. `keyOf` orders it, ascending, and no two items share a key; the cursor
 * is the last key shown, so what comes and goes between two pages moves nothing else.
 * @throws AppError `validation_failed` for a cursor that is not ours
 */
export function pageOfList<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  query: PageQuery,
): { items: T[]; next?: string } {
  const after = query.cursor === undefined ? undefined : keyOfCursor(query.cursor);
  const rest = [...items]
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .filter((item) => after === undefined || keyOf(item) > after);
  const page = rest.slice(0, query.limit);
  const last = page.at(-1);
  if (last === undefined || rest.length === page.length) return { items: page };
  return { items: page, next: toBase64Url(utf8(keyOf(last))) };
}

/** A key that puts the newest first; `id` tells apart what happened in one millisecond. */
export function newestFirst(atMs: number, id: string): string {
  return `${String(Number.MAX_SAFE_INTEGER - atMs).padStart(16, '0')}.${id}`;
}

function keyOfCursor(cursor: string): string {
  const bytes = fromBase64Url(cursor);
  const key = bytes === undefined ? '' : new TextDecoder().decode(bytes);
  if (/^[0-9]{16}\.[A-Za-z0-9_]+$/.test(key)) return key;
  throw new AppError('validation_failed', { errors: [{ field: 'cursor', message: 'must come from a page before' }] });
}
