import type { Document, IndexDescription } from 'mongodb';

/** A collection as a migration creates it. `indexes` are complete: what stands here and `_id`, nothing else. */
export interface CollectionSpec {
  readonly name: string;
  readonly required: Readonly<Record<string, Document>>;
  readonly optional?: Readonly<Record<string, Document>>;
  readonly indexes: readonly IndexDescription[];
  /** Refuses to be dropped while it holds anything. */
  readonly holdsMoney?: true;
}

export const text: Document = { bsonType: 'string' };
export const filledText: Document = { bsonType: 'string', minLength: 1 };
export const flag: Document = { bsonType: 'bool' };
export const time: Document = { bsonType: 'date' };
/** A counter: the driver writes small numbers as int, bigint as long. */
export const whole: Document = { bsonType: ['int', 'long'], minimum: 0 };
/** Money and ledger positions: always 64-bit, never a double. */
export const long: Document = { bsonType: 'long' };
export const positiveLong: Document = { bsonType: 'long', minimum: 0 };
export const bytes: Document = { bsonType: 'binData' };
export const texts: Document = { bsonType: 'array', items: { bsonType: 'string' } };
export const free: Document = { bsonType: 'object' };

export function oneOf(...values: readonly string[]): Document {
  return { enum: [...values] };
}

export function nullable(schema: Document): Document {
  return { anyOf: [schema, { bsonType: 'null' }] };
}

export function strictObject(
  required: Readonly<Record<string, Document>>,
  optional: Readonly<Record<string, Document>> = {},
): Document {
  const names = Object.keys(required);
  return {
    bsonType: 'object',
    properties: { ...required, ...optional },
    additionalProperties: false,
    ...(names.length > 0 ? { required: names } : {}),
  };
}

/** The validator of a collection: unknown fields are refused, so a forgotten migration shows at the first write. */
export function validatorOf(spec: CollectionSpec): Document {
  return { $jsonSchema: strictObject(spec.required, spec.optional) };
}
