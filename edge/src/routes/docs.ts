import { AppError } from '@halobuzz/core/errors/app-error';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { html } from 'hono/html';
import type { EdgeEnv } from '../http/edge-env.ts';
import { page } from '../http/page.ts';

/** Parts of the document that the page shows. */
interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content?: Record<string, { readonly schema?: unknown }> };
  readonly responses: Record<string, { readonly description: string }>;
}

/** The OpenAPI 3.1 document of this app. */
export function openApiDocument(app: OpenAPIHono<EdgeEnv>, publicUrl: string) {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'HaloBuzz API',
      version: '1',
      description:
        'Success is `{success:true, data}`; failure is an RFC 9457 problem with a `code` of the error registry. Times are ISO 8601 in UTC, amounts decimal strings.',
    },
    servers: [{ url: publicUrl }],
  });
}

/** `/openapi.json`, and `/docs`: the same document as a page of our own, because our policy lets no foreign script in. */
export function docsRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  });
  app.get('/openapi.json', (c) => c.json(openApiDocument(app, c.get('services').config.publicUrl)));
  app.get('/docs', (c) => {
    const { paths } = openApiDocument(app, c.get('services').config.publicUrl);
    if (paths === undefined) throw new AppError('internal');
    const operations = Object.entries(paths).flatMap(([path, item]) =>
      (['get', 'post', 'delete'] as const).flatMap((method) => {
        // The generator's own type lists every OpenAPI field; the page reads these, all of them optional but responses.
        const operation = item[method] as Operation | undefined;
        return operation === undefined ? [] : [operationView(method, path, operation)];
      }),
    );
    const lead = html`<p>Machine-readable: <a href="openapi.json">openapi.json</a></p>`;
    return c.html(page('API', html`${lead}${operations}`));
  });
}

function operationView(method: string, path: string, operation: Operation) {
  const body = operation.requestBody?.content?.['application/json']?.schema;
  const parameters = operation.parameters ?? [];
  return html`<details>
    <summary><span class="method">${method.toUpperCase()}</span> <code>${path}</code> — ${operation.summary ?? ''}</summary>
    ${operation.description === undefined ? '' : html`<p>${operation.description}</p>`}
    <p class="meta">${operation.security === undefined ? 'Public' : 'Needs a bearer token'}</p>
    ${parameters.map((p) => html`<p><code>${p.name}</code> in ${p.in}${p.required === true ? ', required' : ''}</p>`)}
    ${body === undefined ? '' : html`<pre>${JSON.stringify(body, null, 2)}</pre>`}
    ${Object.entries(operation.responses).map(([status, r]) => html`<p><code>${status}</code> ${r.description}</p>`)}
  </details>`;
}
