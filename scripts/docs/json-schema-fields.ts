import { ACCOUNT_ID_PATTERN, UUID_V7_PATTERN } from '@halobuzz/core/ids';
import { AMOUNT_PATTERN } from '@halobuzz/core/money';
import type { z } from 'zod';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Patterns that have a name. */
const patternNames: ReadonlyMap<string, string> = new Map([
  [UUID_V7_PATTERN.source, 'UUIDv7, lower case'],
  [ACCOUNT_ID_PATTERN.source, 'account id'],
  [AMOUNT_PATTERN.source, 'amount: a whole number as decimal text'],
]);

/** One field of a message, flattened: nested ones carry a dotted name, items of a list end in `[]`. */
export interface FieldRow {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
}

/** The JSON Schema of a zod schema, as the sender writes the value. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return schema.toJSONSchema({ io: 'input', reused: 'inline' });
}

/** All fields of an object schema, in the order of its source. */
export function fieldRows(schema: JsonSchema, prefix = ''): FieldRow[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    if (typeof field === 'boolean') return [];
    const required = schema.required?.includes(name) ?? false;
    return [{ name: prefix + name, type: typeText(field), required }, ...nestedRows(field, prefix + name)];
  });
}

function nestedRows(field: JsonSchema, name: string): FieldRow[] {
  if (field.properties !== undefined) return fieldRows(field, `${name}.`);
  const { items } = field;
  if (typeof items === 'object' && !Array.isArray(items) && items.properties !== undefined) {
    return fieldRows(items, `${name}[].`);
  }
  return [];
}

/** A readable type with its bounds: `integer 1–50`, `text of 1–300 characters`, `"host" or "viewer"`. */
export function typeText(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map((choice) => typeText(choice)).join(' or ');
  switch (schema.type) {
    case 'integer':
    case 'number':
      return schema.type + range(schema.minimum, schema.maximum);
    case 'string':
      return textType(schema);
    case 'array': {
      const { items } = schema;
      return typeof items === 'object' && !Array.isArray(items) ? `list of ${typeText(items)}` : 'list';
    }
    case 'object':
      return 'map';
    default:
      return String(schema.type ?? 'any');
  }
}

function textType(schema: JsonSchema): string {
  if (schema.pattern !== undefined) return patternNames.get(schema.pattern) ?? `text like ${schema.pattern}`;
  const { minLength, maxLength } = schema;
  if (maxLength === undefined) return (minLength ?? 0) > 1 ? `text of at least ${minLength} characters` : 'text';
  return `text of ${minLength ?? 0}–${maxLength} characters`;
}

function range(minimum: number | undefined, maximum: number | undefined): string {
  const low = minimum === undefined || minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const high = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (low === undefined && high === undefined) return '';
  if (high === undefined) return ` ≥ ${low}`;
  return low === undefined ? ` ≤ ${high}` : ` ${low}–${high}`;
}
