import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { loginRequestSchema, registerRequestSchema, verifyEmailRequestSchema } from '../api/auth.ts';
import { pageQuerySchema } from '../api/conventions.ts';
import { startStreamRequestSchema } from '../api/streams.ts';
import { upMessageSchema } from '../protocol/up.ts';
import { fieldMessage } from './field-messages.ts';
import { fieldErrorsOf } from './problem.ts';

function messagesOf(schema: z.ZodType, value: unknown): string[] {
  const parsed = schema.safeParse(value, { error: fieldMessage });
  return parsed.success ? [] : fieldErrorsOf(parsed.error).map(({ field, message }) => `${field} ${message}`);
}

test.each([
  [z.object({ a: z.string() }), {}, 'a is required'],
  [z.object({ a: z.enum(['x', 'y']) }), {}, 'a is required'],
  [z.object({ a: z.string() }), { a: null }, 'a must be text'],
  [z.object({ a: z.number() }), { a: '7' }, 'a must be a number'],
  [z.object({ a: z.coerce.number() }), { a: 'seven' }, 'a must be a number'],
  [z.object({ a: z.int() }), { a: 1.5 }, 'a must be a whole number'],
  [z.object({ a: z.int() }), { a: 2 ** 60 }, 'a must be at most 9007199254740991'],
  [z.object({ a: z.int().min(1) }), { a: 0 }, 'a must be at least 1'],
  [z.object({ a: z.number().positive() }), { a: 0 }, 'a must be more than 0'],
  [z.object({ a: z.number().negative() }), { a: 0 }, 'a must be less than 0'],
  [z.object({ a: z.number().multipleOf(5) }), { a: 7 }, 'a must be a multiple of 5'],
  [z.object({ a: z.boolean() }), { a: 'yes' }, 'a must be true or false'],
  [z.object({ a: z.array(z.string()) }), { a: {} }, 'a must be a list'],
  [z.object({ a: z.array(z.string()).max(1) }), { a: ['x', 'y'] }, 'a has too many items (max 1)'],
  [z.object({ a: z.string().max(3) }), { a: 'abcd' }, 'a has too many characters (max 3)'],
  [z.object({ a: z.string().min(3) }), { a: 'ab' }, 'a has too few characters (min 3)'],
  [z.object({ a: z.string().min(1) }), { a: '' }, 'a must not be empty'],
  [z.object({ a: z.string().length(3) }), { a: 'ab' }, 'a must have exactly 3 characters'],
  [z.object({ a: z.string().length(3) }), { a: 'abcd' }, 'a must have exactly 3 characters'],
  [z.object({ a: z.enum(['x', 'y']) }), { a: 'z' }, 'a must be one of x, y'],
  [z.object({ a: z.literal('x') }), { a: 'z' }, 'a must be x'],
  [z.object({ a: z.email() }), { a: 'nobody' }, 'a must be an e-mail address'],
  [z.object({ a: z.string().regex(/^a/) }), { a: 'b' }, 'a must be of the form that is described'],
  [z.object({ a: z.string().regex(/^a/, 'begins with an a') }), { a: 'b' }, 'a begins with an a'],
  [z.object({ a: z.union([z.string(), z.number()]) }), { a: null }, 'a has none of the forms it may have'],
  [z.record(z.string().regex(/^a/), z.int()), { b: 1 }, 'b is not valid'],
  [z.object({ a: z.string().refine((text) => text === 'x') }), { a: 'y' }, 'a is not valid'],
  [z.object({ a: z.never() }), { a: 'y' }, 'a must be of another type'],
  [z.strictObject({}), { a: 1 }, 'a unknown field'],
  [z.object({}), 'text', '(body) must be an object'],
])('%#: it says what is wrong, in plain words', (schema, value, expected) => {
  expect(messagesOf(schema, value)).toEqual([expected]);
});

test('an unknown command is told which there are, and one without a name that it needs one', () => {
  expect(messagesOf(upMessageSchema, { t: 'dance', id: 1 })).toEqual([
    expect.stringMatching(/^t must be one of hello, /),
  ]);
  expect(messagesOf(upMessageSchema, { id: 1 })).toEqual(['t is required']);
});

test.each(
  Object.entries({
    registerRequestSchema,
    loginRequestSchema,
    verifyEmailRequestSchema,
    pageQuerySchema,
    startStreamRequestSchema,
    upMessageSchema,
  }),
)("%s never speaks in the library's words, nor repeats what it was given", (_name, schema: z.ZodType) => {
  const secret = 'hunter2-hunter2';
  const key = fc.constantFrom(
    't',
    'id',
    'username',
    'email',
    'password',
    'identifier',
    'device',
    'code',
    'limit',
    'text',
  );
  const value = fc.anything({
    values: [fc.constant(secret), fc.string(), fc.double(), fc.constant(null)],
    key: fc.oneof(key, fc.string()),
    maxDepth: 3,
  });
  fc.assert(
    fc.property(fc.oneof(value, fc.dictionary(key, value)), (given) => {
      for (const message of messagesOf(schema, given)) {
        expect(message).not.toMatch(/expected|received|[Ii]nvalid|Too |Unrecognized/);
        if (!message.endsWith('unknown field')) expect(message).not.toContain(secret);
      }
    }),
  );
});
