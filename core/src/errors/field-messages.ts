import type { z } from 'zod';

/** What is said of fields. Clients that speak other languages find it again by these texts. */
export const englishFieldTexts = {
  required: 'is required',
  unknownField: 'unknown field',
  invalid: 'is not valid',
  noOption: 'has none of the forms it may have',
  otherType: 'must be of another type',
  otherFormat: 'must be of the form that is described',
  empty: 'must not be empty',
  /** What a type or a format is called, by zod's name of it. */
  types: {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    bigint: 'a whole number',
    boolean: 'true or false',
    object: 'an object',
    record: 'an object',
    array: 'a list',
    tuple: 'a list',
    date: 'a time',
    null: 'null',
  },
  formats: {
    email: 'an e-mail address',
    url: 'a web address',
    uuid: 'a UUID',
    datetime: 'a time in UTC such as 2026-01-31T12:00:00.000Z',
    date: 'a date such as 2026-01-31',
    base64url: 'base64url',
    ipv4: 'an IP address',
    ipv6: 'an IP address',
    e164: 'a telephone number such as +9779812345678',
  },
  /** What a size counts, by what has it; a number has none. */
  units: { string: 'characters', array: 'items', set: 'items', map: 'entries', object: 'fields' },
  mustBe: (what: string) => `must be ${what}`,
  oneOf: (values: string) => `must be one of ${values}`,
  multipleOf: (divisor: string) => `must be a multiple of ${divisor}`,
  atMost: (maximum: string) => `must be at most ${maximum}`,
  lessThan: (maximum: string) => `must be less than ${maximum}`,
  atLeast: (minimum: string) => `must be at least ${minimum}`,
  moreThan: (minimum: string) => `must be more than ${minimum}`,
  exactly: (count: string, unit: string) => `must have exactly ${count} ${unit}`,
  tooMany: (maximum: string, unit: string) => `has too many ${unit} (max ${maximum})`,
  tooFew: (minimum: string, unit: string) => `has too few ${unit} (min ${minimum})`,
};

/**
 * What is wrong with a field, in words a person may read; the field's name stands before them. Schemas that know better
 * carry a message of their own, which wins. Never repeats the value: it may be a secret.
 *
 * Pass it where a schema is applied to what came from outside: `schema.safeParse(value, { error: fieldMessage })`.
 */
export function fieldMessage(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.input === undefined) return texts.required;
      const type = types[issue.expected];
      return type === undefined ? texts.otherType : texts.mustBe(type);
    }
    case 'invalid_value':
      return issue.input === undefined ? texts.required : mustBeOneOf(issue.values.map(String));
    case 'too_big':
      return tooBig(issue);
    case 'too_small':
      return tooSmall(issue);
    case 'invalid_format': {
      const format = formats[issue.format];
      return format === undefined ? texts.otherFormat : texts.mustBe(format);
    }
    case 'not_multiple_of':
      return texts.multipleOf(`${issue.divisor}`);
    case 'invalid_union':
      return noOption(issue);
    case 'unrecognized_keys':
      return texts.unknownField;
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return texts.invalid;
    default:
      return issue satisfies never;
  }
}

const texts = englishFieldTexts;
const types: Readonly<Record<string, string>> = texts.types;
const formats: Readonly<Record<string, string>> = texts.formats;
const units: Readonly<Record<string, string>> = texts.units;

function tooBig(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>): string {
  const unit = units[issue.origin];
  const maximum = `${issue.maximum}`;
  if (unit === undefined) return issue.inclusive === false ? texts.lessThan(maximum) : texts.atMost(maximum);
  return issue.exact === true ? texts.exactly(maximum, unit) : texts.tooMany(maximum, unit);
}

function tooSmall(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string {
  const unit = units[issue.origin];
  const minimum = `${issue.minimum}`;
  if (unit === undefined) return issue.inclusive === false ? texts.moreThan(minimum) : texts.atLeast(minimum);
  if (issue.exact === true) return texts.exactly(minimum, unit);
  return issue.minimum === 1 ? texts.empty : texts.tooFew(minimum, unit);
}

function mustBeOneOf(values: readonly string[]): string {
  const [first = ''] = values;
  return values.length === 1 ? texts.mustBe(first) : texts.oneOf(values.join(', '));
}

/** A union told apart by a field names that field; of others only this much can be said. */
function noOption(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  const { discriminator, options } = issue;
  if (discriminator === undefined || !Array.isArray(options)) return texts.noOption;
  const { input } = issue;
  const given = typeof input === 'object' && input !== null && Object.hasOwn(input, discriminator);
  return given ? mustBeOneOf(options.map(String)) : texts.required;
}
