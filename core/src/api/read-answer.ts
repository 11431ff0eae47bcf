/** What a client needs of a zod schema. Structural, so that `core` alone decides which zod it is. */
export interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: SchemaError };
}

/** For answers whose content does not matter. */
export const anything: Schema<true> = { safeParse: () => ({ success: true, data: true }) };

interface SchemaError {
  readonly issues: readonly SchemaIssue[];
}

interface SchemaIssue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
}

/**
 * Reads a server's answer. Core's schemas refuse unknown fields, which is right for requests; an installed app however
 * meets servers newer than itself, so a field it does not know is left out instead. Undefined when the answer is of
 * another shape.
 */
export function readAnswer<T>(schema: Schema<T>, value: unknown): T | undefined {
  const first = schema.safeParse(value);
  if (first.success) return first.data;
  if (!first.error.issues.every((issue) => issue.code === 'unrecognized_keys')) return undefined;
  // The value came from JSON, so this copies it whole.
  const known: unknown = JSON.parse(JSON.stringify(value));
  for (const issue of first.error.issues) {
    const holder = issue.path.reduce<unknown>(memberOf, known);
    if (!isRecord(holder)) return undefined;
    for (const key of issue.keys ?? []) delete holder[key];
  }
  const second = schema.safeParse(known);
  return second.success ? second.data : undefined;
}

function memberOf(holder: unknown, key: PropertyKey): unknown {
  return isRecord(holder) ? holder[key] : undefined;
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}
