import type { z } from 'zod';

/**
 * What is wrong with a field, in words a person may read; the field's name stands before them. Schemas that know better
 * carry a message of their own, which wins. Never repeats the value: it may be a secret.
 *
 * Pass it where a schema is applied to what came from outside: `schema.safeParse(value, { error: fieldMessage })`.
 */
export function fieldMessage(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? REQUIRED : `must be ${typeNames[issue.expected] ?? 'of another type'}`;
    case 'invalid_value':
      return issue.input === undefined ? REQUIRED : mustBeOneOf(issue.values.map(String));
    case 'too_big':
      return tooBig(issue);
    case 'too_small':
      return tooSmall(issue);
    case 'invalid_format':
      return `must be ${formatNames[issue.format] ?? 'of the form that is described'}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_union':
      return noOption(issue);
    case 'unrecognized_keys':
      return 'unknown field';
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return 'is not valid';
    default:
      return issue satisfies never;
  }
}

const REQUIRED = 'is required';

const typeNames: Readonly<Record<string, string>> = {
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
};

const formatNames: Readonly<Record<string, string>> = {
  email: 'an e-mail address',
  url: 'a web address',
  uuid: 'a UUID',
  datetime: 'a time in UTC such as 2026-01-31T12:00:00.000Z',
  date: 'a date such as 2026-01-31',
  base64url: 'base64url',
  ipv4: 'an IP address',
  ipv6: 'an IP address',
  e164: 'a telephone number such as +9779812345678',
};

/** What a size counts, by what has it; a number has none. */
const countedUnits: Readonly<Record<string, string>> = {
  string: 'characters',
  array: 'items',
  set: 'items',
  map: 'entries',
  object: 'fields',
};

function tooBig(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>): string {
  const unit = countedUnits[issue.origin];
  if (unit === undefined) return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`;
  if (issue.exact === true) return `must have exactly ${issue.maximum} ${unit}`;
  return `has too many ${unit} (max ${issue.maximum})`;
}

function tooSmall(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string {
  const unit = countedUnits[issue.origin];
  if (unit === undefined) return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
  if (issue.exact === true) return `must have exactly ${issue.minimum} ${unit}`;
  return issue.minimum === 1 ? 'must not be empty' : `has too few ${unit} (min ${issue.minimum})`;
}

function mustBeOneOf(values: readonly string[]): string {
  return values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(', ')}`;
}

/** A union told apart by a field names that field; of others only this much can be said. */
function noOption(issue: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  const { discriminator, options } = issue;
  if (discriminator === undefined || !Array.isArray(options)) return 'has none of the forms it may have';
  const { input } = issue;
  const given = typeof input === 'object' && input !== null && Object.hasOwn(input, discriminator);
  return given ? mustBeOneOf(options.map(String)) : REQUIRED;
}
