import { html, raw } from 'hono/html';
import { page } from '../../http/page.ts';
import { type ExampleSchema, exampleOf } from './example-of.ts';

/** Parts of an operation that the page shows. */
export interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, Content>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, Content>> }>
  >;
}
interface Content {
  readonly schema?: ExampleSchema;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: ExampleSchema;
}
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Partial<Record<string, Operation>>>>>;
  readonly schemas: Readonly<Record<string, ExampleSchema>>;
}

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** Methods that an operation of this API may have. */
export const API_METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/**
 * The API as a page: readable without scripts; its own script (edge/pages/api-page.ts) turns each form into a call. Tokens
 * stay in the page's memory.
 */
export function apiPage(document: ApiDocument, base: string) {
  const resolve = (reference: string) => document.schemas[reference.replace('#/components/schemas/', '')];
  const groups = new Map<string, Listed[]>();
  for (const [path, item] of Object.entries(document.paths)) {
    const name = path.slice(base.length + 1).split('/')[0] ?? '';
    const group = groups.get(name) ?? [];
    groups.set(name, group);
    for (const method of API_METHODS) {
      const operation = item[method];
      if (operation !== undefined) group.push({ method, path, operation });
    }
  }
  return page(
    'API',
    html`<p>
        Success is <code>{"success": true, "data": …}</code>; failure is a problem document (RFC 9457) with a
        <code>code</code>. The same as data: <a href="openapi.json">openapi.json</a>.
      </p>
      <form id="credentials" hidden>
        <label>Access token <input name="token" type="password" autocomplete="off" spellcheck="false" /></label>
        <p class="meta">Stays in this page. Signing in below fills it.</p>
      </form>
      <p><label for="find" id="find-label" hidden>Find <input id="find" type="search" autocomplete="off" /></label></p>
      ${[...groups].map(
        ([name, operations]) =>
          html`<section data-group>
            <h2>${name}</h2>
            ${operations.map(({ method, path, operation }) => operationView(method, path, operation, resolve))}
          </section>`,
      )}
      <script type="module" src="/pages/api-page.js"></script>`,
  );
}

function operationView(
  method: string,
  path: string,
  operation: Operation,
  resolve: (reference: string) => ExampleSchema | undefined,
) {
  const body = operation.requestBody?.content?.['application/json']?.schema;
  const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in !== 'cookie');
  const secured = operation.security !== undefined;
  const id = `${method}${path.replaceAll(/[^A-Za-z0-9]+/g, '-')}`;
  return html`<details id="${id}" data-operation data-method="${method}" data-path="${path}" ${secured ? raw('data-secured') : ''}>
    <summary><span class="method">${method.toUpperCase()}</span> <code>${path}</code> — ${operation.summary ?? ''}</summary>
    ${operation.description === undefined ? '' : html`<p>${operation.description}</p>`}
    <p class="meta">${secured ? 'Needs a bearer token' : 'Public'}</p>
    <form>
      ${parameters.map(
        (parameter) => html`<p>
          <label
            ><code>${parameter.name}</code> in ${parameter.in}${parameter.required === true ? ', required' : ''}
            <input name="${parameter.name}" data-in="${parameter.in}" autocomplete="off" ${parameter.required === true ? raw('required') : ''} />
          </label>
        </p>`,
      )}
      ${
        body === undefined
          ? ''
          : html`<label
                >Body
                <textarea name="body" rows="${Math.min(12, JSON.stringify(exampleOf(body, resolve), null, 2).split('\n').length + 1)}" spellcheck="false">
${JSON.stringify(exampleOf(body, resolve), null, 2)}</textarea
                ></label
              >
              <details>
                <summary>Schema of the body</summary>
                <pre>${JSON.stringify(body, null, 2)}</pre>
              </details>`
      }
      <button hidden>Send</button>
      <output hidden></output>
    </form>
    ${Object.entries(operation.responses).map(([status, response]) => responseView(status, response, resolve))}
  </details>`;
}

function responseView(
  status: string,
  response: Operation['responses'][string],
  resolve: (reference: string) => ExampleSchema | undefined,
) {
  const schema = response.content?.['application/json']?.schema;
  return html`<p><code>${status}</code> ${response.description}</p>
    ${schema === undefined ? '' : html`<pre>${JSON.stringify(exampleOf(schema, resolve), null, 2)}</pre>`}`;
}
