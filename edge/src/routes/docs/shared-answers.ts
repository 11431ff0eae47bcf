import { problemSchema } from '@halobuzz/core/api/conventions';
import { type ErrorCode, errorCodes } from '@halobuzz/core/errors/codes';
import { z } from 'zod';
import { describeCodes, problems } from '../../http/describe.ts';
import { API_METHODS } from './api-page.ts';
import { type ExampleSchema, exampleOf } from './example-of.ts';
import { groupOf } from './operation-groups.ts';

/** What any operation may answer before it is reached, described once and referred to. */
const shared = {
  MethodNotAllowed: { status: '405', code: 'method_not_allowed', needsBody: false },
  PayloadTooLarge: { status: '413', code: 'payload_too_large', needsBody: true },
  UnsupportedMediaType: { status: '415', code: 'unsupported_media_type', needsBody: true },
} as const;

/** What the bearer's own standing may answer, before any operation that needs one (middleware/authenticate.ts). */
const CALLER_CODES: readonly ErrorCode[] = [
  ...(['unauthenticated', 'session_revoked', 'use_dpop_nonce', 'invalid_dpop_proof'] as const),
  ...(['account_banned', 'mfa_required', 'mfa_enrolment_required'] as const),
];
/** What anybody's request may be answered: its origin, its transport. */
const COMMON_CODES: readonly ErrorCode[] = ['origin_not_allowed', 'https_required'];

// What zod makes is a JSON schema of draft 2020-12, whose parts `ExampleSchema` names.
const exampleSchemaOfProblem = z.toJSONSchema(problemSchema) as ExampleSchema;
/** As the generator writes a problem out, for statuses that no route names itself. */
const problemContent = { 'application/problem+json': { schema: exampleSchemaOfProblem } };

interface Content {
  readonly schema?: ExampleSchema;
}
interface Answer {
  readonly description?: string;
  readonly content?: Readonly<Record<string, Content>>;
}
interface Operation {
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, Content>> };
  readonly responses?: Readonly<Record<string, Answer>>;
}

/**
 * The document with what all operations share: 405 for each, 413 and 415 for those that take JSON, the failures of
 * authentication for those that need it; and with a tag and examples for each.
 */
export function withSharedAnswers<T extends { paths?: object; components?: object }>(document: T) {
  const responses = Object.fromEntries(
    Object.entries(shared).map(([name, { status, code }]) => [
      name,
      new Map(Object.entries(problems(code))).get(status),
    ]),
  );
  const paths = Object.fromEntries(
    Object.entries(document.paths ?? {}).map(([path, item]) => [path, completed(path, item)]),
  );
  return { ...document, paths, components: { ...document.components, responses } };
}

function completed(path: string, item: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const own = new Map(Object.entries(item));
  for (const method of API_METHODS) {
    // The generator's types leave a path's methods open; what it puts under one is an operation.
    const operation = own.get(method) as Operation | undefined;
    if (operation === undefined) continue;
    const references = Object.entries(shared)
      .filter(([, { needsBody }]) => !needsBody || operation.requestBody?.content?.['application/json'] !== undefined)
      .map(([name, { status }]) => [status, { $ref: `#/components/responses/${name}` }]);
    own.set(method, {
      tags: [groupOf(path).name],
      ...operation,
      ...(operation.requestBody === undefined ? {} : { requestBody: withExamples(operation.requestBody) }),
      responses: { ...Object.fromEntries(references), ...allAnswers(operation) },
    });
  }
  return Object.fromEntries(own);
}

function allAnswers({ security, responses = {} }: Operation): Readonly<Record<string, Answer>> {
  const answers = new Map(Object.entries(responses).map(([status, answer]) => [status, withExamples(answer)]));
  for (const code of [...COMMON_CODES, ...(security === undefined ? [] : CALLER_CODES)]) {
    const status = String(errorCodes[code].status);
    const given = answers.get(status);
    const description = describeCodes([...codesIn(given), code]);
    answers.set(status, withExamples({ content: problemContent, ...given, description }));
  }
  return Object.fromEntries([...answers].toSorted(([a], [b]) => a.localeCompare(b)));
}

/** The codes that an answer names already: `describeCodes` begins each with its code in backquotes. */
function codesIn(answer: Answer | undefined): ErrorCode[] {
  const names = new Set([...(answer?.description ?? '').matchAll(/`(\w+)`:/g)].map(([, name]) => name));
  // The keys of the registry are its codes; `Object.keys` forgets that.
  return (Object.keys(errorCodes) as ErrorCode[]).filter((code) => names.has(code));
}

/** Each JSON of a body or an answer with an example: what its schema gives, or the problem that is described first. */
function withExamples<T extends Answer>(part: T): T {
  const content = Object.entries(part.content ?? {}).map(([type, media]) => {
    if (!/\bjson$/.test(type)) return [type, media];
    const [code] = codesIn(part);
    const example = exampleOf(media.schema ?? {}, () => undefined);
    if (type !== 'application/problem+json' || code === undefined) return [type, { ...media, example }];
    const { status, text } = errorCodes[code];
    const problem = { success: false, type: `urn:halobuzz:error:${code}`, title: text, status, code };
    return [type, { ...media, example: { ...problem, requestId: '019b7d3c-30aa-7b3c-9d4e-5f60718293a4' } }];
  });
  return part.content === undefined ? part : { ...part, content: Object.fromEntries(content) };
}
