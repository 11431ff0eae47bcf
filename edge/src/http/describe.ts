import { problemSchema, successOf } from '@halobuzz/core/api/conventions';
import { type ErrorCode, errorSpec } from '@halobuzz/core/errors/codes';
import { z } from 'zod';

/** A success of the API: `{success:true, data}`. */
export function success<T extends z.ZodType>(data: T, description: string) {
  return { description, content: { 'application/json': { schema: successOf(data) } } };
}

/** A JSON body that must be there. */
export function jsonRequest<T extends z.ZodType>(schema: T) {
  return { body: { required: true, content: { 'application/json': { schema } } } } as const;
}

/** A JSON body that may be left out: every field has a default. */
export function optionalJsonRequest<T extends z.ZodType>(schema: T) {
  return { body: { required: false, content: { 'application/json': { schema } } } } as const;
}

/** For routes that need no fields: no body, or an empty object. */
export const emptyRequest = {
  body: { required: false, content: { 'application/json': { schema: z.strictObject({}) } } },
} as const;

/**
 * The failures a route may answer, by status, for the OpenAPI document; any route may also fail with `internal` and
 * `unavailable`. Typed as an opaque object so that handlers' answers are checked against their successes alone.
 */
export function problems(...codes: readonly ErrorCode[]): object {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of [...codes, 'internal', 'unavailable'] as const) {
    const { status } = errorSpec(code);
    byStatus.set(status, [...new Set([...(byStatus.get(status) ?? []), code])]);
  }
  const content = { 'application/problem+json': { schema: problemSchema } };
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [status, { description: describeCodes(list), content }]),
  );
}

/** Codes of one status in words; each begins with its code in backquotes. */
export function describeCodes(codes: readonly ErrorCode[]): string {
  return [...new Set(codes)].map(describeCode).join(' ');
}

function describeCode(code: ErrorCode): string {
  return `\`${code}\`: ${errorSpec(code).text}`;
}

/** Authenticated routes: a bearer token, or one bound to the client's key with a proof of it. */
export const bearer = [{ bearer: [] }, { dpop: [] }];

/** How every route that asks for {@link bearer} may refuse. */
export const signedIn = ['unauthenticated', 'session_revoked'] as const;
