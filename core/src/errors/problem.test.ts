import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { problemSchema } from '../api/conventions.ts';
import { AppError, invalidField } from './app-error.ts';
import { type ErrorCode, errorCodes } from './codes.ts';
import { fieldErrorsOf, problemOf } from './problem.ts';

describe('problem documents', () => {
  it('says what RFC 9457 asks for, and no more than there is', () => {
    expect(problemOf(new AppError('not_found'), 'rq_1')).toEqual({
      success: false,
      type: 'urn:halobuzz:error:not_found',
      title: errorCodes.not_found.text,
      status: 404,
      code: 'not_found',
      requestId: 'rq_1',
    });
  });

  it('carries fields and the time to wait', () => {
    expect(problemOf(invalidField('a.b', 'is wrong'), 'r').errors).toEqual([{ field: 'a.b', message: 'is wrong' }]);
    expect(problemOf(new AppError('rate_limited', { retryAfterMs: 0 }), 'r').retryAfterMs).toBe(0);
  });

  it('shows nothing of the cause', () => {
    const error = new AppError('internal', { cause: new Error('password hunter2') });
    expect(error.cause).toBeInstanceOf(Error);
    expect(JSON.stringify(problemOf(error, 'r'))).not.toContain('hunter2');
    expect(error.message).toBe(errorCodes.internal.text);
  });

  // Object.keys widens to string; these are the registry's own keys.
  it.each(Object.keys(errorCodes) as ErrorCode[])('%s fits the schema that clients read it by', (code) => {
    expect(problemSchema.parse(problemOf(new AppError(code), 'r')).code).toBe(code);
  });
});

describe('fieldErrorsOf', () => {
  const schema = z.strictObject({
    name: z.string('must be text'),
    list: z.array(z.strictObject({ n: z.int('must be whole') })).optional(),
  });
  const errorsOf = (value: unknown) => {
    const parsed = schema.safeParse(value);
    return parsed.success ? [] : fieldErrorsOf(parsed.error);
  };

  it('gives the path of a wrong field', () => {
    expect(errorsOf({ name: 'x', list: [{ n: 1 }, { n: 1.5 }] })).toEqual([
      { field: 'list.1.n', message: 'must be whole' },
    ]);
  });

  it('names unknown fields themselves, each of them, wherever they stand', () => {
    expect(errorsOf({ name: 'x', a: 1, b: 2, list: [{ n: 1, c: 3 }] })).toEqual(
      expect.arrayContaining([
        { field: 'a', message: 'unknown field' },
        { field: 'b', message: 'unknown field' },
        { field: 'list.0.c', message: 'unknown field' },
      ]),
    );
  });

  it('calls the whole body (body)', () => {
    expect(errorsOf('text').map((error) => error.field)).toEqual(['(body)']);
  });
});
