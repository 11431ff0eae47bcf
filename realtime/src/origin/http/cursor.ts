import { invalidField } from '@halobuzz/core/errors/app-error';
import type { z } from 'zod';

/** An opaque page cursor: the sort values of the last item shown. */
export function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** The first `limit` of what was found, which is one more where there is more, and the cursor behind the last of them. */
export function cursorPage<T>(
  found: readonly T[],
  limit: number,
  valuesOf: (last: T) => readonly (string | number)[],
): { readonly items: readonly T[]; readonly next?: string } {
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1) : undefined;
  return { items, ...(last === undefined ? {} : { next: encodeCursor(valuesOf(last)) }) };
}

/** @throws AppError `validation_failed` on `cursor` for anything that {@link encodeCursor} did not make for this list. */
export function decodeCursor<T extends z.ZodType>(text: string, schema: T): z.infer<T> {
  try {
    return schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    throw invalidField('cursor', 'is no cursor of this list');
  }
}
