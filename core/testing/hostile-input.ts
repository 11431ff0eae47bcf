import fc from 'fast-check';

/** What an attacker puts where something else is expected. */
const hostileTexts: readonly string[] = [
  ...[
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\u202Ereversed',
    '\uFEFFmark',
    'Z\u0351\u036b\u0343\u032a'.repeat(20),
    '🏴‍☠️',
  ],
  ...[
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' OR '1'='1",
    '#{7*7}',
    '{{7*7}}',
    '%00',
    '%2e%2e%2f',
  ],
  ...['../../etc/passwd', '$where', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'NaN', 'Infinity', '-0'],
  ...[
    '9007199254740993',
    '1e400',
    '0x10',
    'x'.repeat(300),
    'é'.repeat(3_000),
    '\r\nSet-Cookie: a=b',
    'undefined',
    'null',
  ],
];
const hostileValues: readonly unknown[] = [
  ...hostileTexts,
  ...[null, true, false, 0, -1, 0.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, 5e-324],
  ...[[], {}, [null], [[[[[[]]]]]], { $ne: null }, { $gt: '' }, { $where: 'sleep(1000)' }, { toString: 1 }],
  { constructor: { prototype: { polluted: true } } },
  Array.from({ length: 500 }, (_, i) => i),
];

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: fc.constantFrom(...hostileValues), weight: 3 },
  { arbitrary: fc.jsonValue(), weight: 1 },
);

/** The parts of a JSON schema that the documents here use. */
export interface InputSchema {
  readonly type?: string | readonly string[] | undefined;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly format?: string | undefined;
  readonly pattern?: string | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly properties?: Readonly<Record<string, InputSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: InputSchema | undefined;
  readonly anyOf?: readonly InputSchema[] | undefined;
  readonly oneOf?: readonly InputSchema[] | undefined;
}

const formats: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  email: fc.stringMatching(/^[a-z]{1,12}$/).map((name) => `${name}@example.com`),
  'date-time': fc.date({ noInvalidDate: true, min: new Date(0) }).map((date) => date.toISOString()),
  uuid: fc.uuid(),
};

/** What a schema asks for, now and then at its bounds. Not always valid: refinements are not in a schema. */
export function matching(schema: InputSchema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const options = schema.anyOf ?? schema.oneOf;
  if (options !== undefined) return fc.oneof(...options.map(matching));
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'object':
      return objectMatching(schema);
    case 'array':
      return fc.array(matching(schema.items ?? {}), { maxLength: 3 });
    case 'string':
      return textMatching(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -(2 ** 31), max: Math.min(schema.maximum ?? 2 ** 31, 2 ** 31) });
    case 'number':
      return fc.double({ noNaN: true });
    case 'boolean':
      return fc.boolean();
    default:
      return fc.jsonValue();
  }
}

function objectMatching(schema: InputSchema): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, field]) => [name, matching(field)]),
  );
  return fc.record(fields, { requiredKeys: [...(schema.required ?? [])], noNullPrototype: true });
}

function textMatching({ format, pattern, minLength = 0, maxLength = 40 }: InputSchema): fc.Arbitrary<unknown> {
  const known = formats[format ?? ''];
  if (known !== undefined) return known;
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  const plain = fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) });
  return fc.oneof({ arbitrary: plain, weight: 4 }, { arbitrary: fc.constant('x'.repeat(maxLength)), weight: 1 });
}

/** What a schema asks for, with one part of it turned hostile: a value replaced, or a field put in. */
export function nearly(schema: InputSchema): fc.Arbitrary<unknown> {
  const field = fc.constantFrom('__proto__', 'constructor', '$where', 'roles', 'isAdmin', '<b>', 'x'.repeat(2_000));
  return fc
    .tuple(matching(schema), hostileValue, field, fc.nat())
    .map(([value, hostile, extra, seed]) => spoil(value, hostile, extra, seed));
}

function spoil(value: unknown, hostile: unknown, extra: string, seed: number): unknown {
  if (typeof value !== 'object' || value === null) return hostile;
  const entries = Object.entries(value);
  const at = seed % (entries.length + 1);
  const spoilt = entries.map(([name, inner], i) => {
    const deeper = typeof inner === 'object' && inner !== null && seed % 2 === 0;
    return [name, i === at ? (deeper ? spoil(inner, hostile, extra, seed >> 1) : hostile) : inner];
  });
  if (Array.isArray(value)) return spoilt.map(([, inner]) => inner);
  if (at === entries.length) spoilt.push([extra, hostile]);
  // `fromEntries` defines, so that `__proto__` becomes a field of its own and reaches the text.
  return Object.fromEntries(spoilt);
}

/** Bodies as text: what the schema asks for, nearly that, any JSON, and what is no JSON or only just. */
export function hostileBody(schema: InputSchema): fc.Arbitrary<string> {
  const text = (value: unknown): string => JSON.stringify(value) ?? 'null';
  const good = matching(schema).map(text);
  const twice = fc.tuple(good, hostileValue).map(([body, value]) => {
    const [, name = 'x'] = /^\{"([^"]*)"/.exec(body) ?? [];
    return body.replace(/^\{/, `{"${name}":${text(value)},`);
  });
  const raw = fc.constantFrom(
    ...[
      '',
      '{',
      'null',
      '[]',
      '"text"',
      '7',
      'NaN',
      '{"a":1e999}',
      '{"a":9007199254740993}',
      "{'a':1}",
      '{"a":1,}',
      '\u0000',
    ],
    ...[
      '{"__proto__":{"polluted":true}}',
      '{"constructor":{"prototype":{"polluted":true}}}',
      '[]]',
      '{}{}',
      '{"\\ud800":1}',
    ],
    ...[
      '['.repeat(20_000),
      `${'['.repeat(9_000)}${']'.repeat(9_000)}`,
      `${'{"a":'.repeat(8_000)}1${'}'.repeat(8_000)}`,
    ],
    `{${Array.from({ length: 4_000 }, (_, i) => `"k${i}":1`).join(',')}}`,
    `{"${'k'.repeat(60_000)}":1}`,
    'x'.repeat(70_000),
  );
  return fc.oneof(
    { arbitrary: good, weight: 5 },
    { arbitrary: nearly(schema).map(text), weight: 8 },
    { arbitrary: good.map((body) => `\uFEFF${body}`), weight: 1 },
    { arbitrary: good.map((body) => body.slice(0, -1)), weight: 1 },
    { arbitrary: twice, weight: 2 },
    { arbitrary: fc.json(), weight: 2 },
    { arbitrary: raw, weight: 4 },
  );
}
