import { problems } from '../../http/describe.ts';
import { API_METHODS } from './api-page.ts';

/** What any operation may answer before it is reached, described once and referred to. */
const shared = {
  MethodNotAllowed: { status: '405', code: 'method_not_allowed', needsBody: false },
  PayloadTooLarge: { status: '413', code: 'payload_too_large', needsBody: true },
  UnsupportedMediaType: { status: '415', code: 'unsupported_media_type', needsBody: true },
} as const;

interface Operation {
  readonly requestBody?: unknown;
  readonly responses?: Readonly<Record<string, unknown>>;
}

/** The document with the answers that all operations share: 405 for each, 413 and 415 for those that take a body. */
export function withSharedAnswers<T extends { paths?: object; components?: object }>(document: T) {
  const responses = Object.fromEntries(
    Object.entries(shared).map(([name, { status, code }]) => [
      name,
      new Map(Object.entries(problems(code))).get(status),
    ]),
  );
  const paths = Object.fromEntries(
    Object.entries(document.paths ?? {}).map(([path, item]) => [path, withReferences(item)]),
  );
  return { ...document, paths, components: { ...document.components, responses } };
}

function withReferences(item: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const own = new Map(Object.entries(item));
  for (const method of API_METHODS) {
    // The generator's types leave a path's methods open; what it puts under one is an operation.
    const operation = own.get(method) as Operation | undefined;
    if (operation === undefined) continue;
    const references = Object.entries(shared)
      .filter(([, { needsBody }]) => !needsBody || operation.requestBody !== undefined)
      .map(([name, { status }]) => [status, { $ref: `#/components/responses/${name}` }]);
    own.set(method, { ...operation, responses: { ...Object.fromEntries(references), ...operation.responses } });
  }
  return Object.fromEntries(own);
}
