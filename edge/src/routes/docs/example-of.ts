/** The parts of a JSON schema (2020-12, as OpenAPI 3.1 uses it) that an example is made from. */
export interface ExampleSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly format?: string;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly properties?: Readonly<Record<string, ExampleSchema>>;
  readonly required?: readonly string[];
  readonly items?: ExampleSchema;
  readonly anyOf?: readonly ExampleSchema[];
  readonly oneOf?: readonly ExampleSchema[];
  readonly allOf?: readonly ExampleSchema[];
}

/** Schemas that refer to themselves end here. */
const DEPTH_MAX = 8;
const FORMATS: Readonly<Record<string, string>> = {
  email: 'maya@example.com',
  'date-time': '2026-11-23T12:00:00.000Z',
  date: '2026-11-23',
  uuid: '01936f2e-7c00-7000-8000-000000000000',
  uri: 'https://example.com',
};

/** A value that shows what the schema takes: what it names itself, or else the plainest there is; optional fields left out. */
export function exampleOf(
  schema: ExampleSchema,
  resolve: (reference: string) => ExampleSchema | undefined,
  depth = 0,
): unknown {
  if (depth > DEPTH_MAX) return null;
  const named = [schema.example, schema.examples?.[0], schema.const, schema.default, schema.enum?.[0]];
  const given = named.find((value) => value !== undefined);
  if (given !== undefined) return given;
  const next = (inner: ExampleSchema): unknown => exampleOf(inner, resolve, depth + 1);
  if (schema.$ref !== undefined) return next(resolve(schema.$ref) ?? {});
  const alternative = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (alternative !== undefined) return next(alternative);
  if (schema.allOf !== undefined) return Object.assign({}, ...schema.allOf.map((part) => next(part)));
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object': {
      const required = new Set(schema.required);
      const fields = Object.entries(schema.properties ?? {}).filter(([name]) => required.has(name));
      return Object.fromEntries(fields.map(([name, field]) => [name, next(field)]));
    }
    case 'array':
      return schema.items === undefined ? [] : [next(schema.items)];
    case 'string':
      return FORMATS[schema.format ?? ''] ?? 'text'.padEnd(schema.minLength ?? 0, '.');
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    default:
      return null;
  }
}
