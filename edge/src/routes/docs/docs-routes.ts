import { AppError } from '@halobuzz/core/errors/app-error';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { EdgeEnv } from '../../http/edge-env.ts';
import { type ApiDocument, apiPage } from './api-page.ts';
import { operationGroups } from './operation-groups.ts';
import { withSharedAnswers } from './shared-answers.ts';

/** Where the API stands; groups are named by what follows. */
const API_PATH = '/api/v1';

/** The OpenAPI 3.1 document of this app, with the answers that all routes share. */
export function openApiDocument(app: OpenAPIHono<EdgeEnv>, publicUrl: string) {
  return withSharedAnswers(ownAnswers(app, publicUrl));
}

function ownAnswers(app: OpenAPIHono<EdgeEnv>, publicUrl: string) {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'HaloBuzz API',
      version: '1',
      description:
        'Success is `{success:true, data}`; failure is an RFC 9457 problem with a `code` of the error registry. Times are ISO 8601 in UTC, amounts decimal strings.',
    },
    servers: [{ url: publicUrl }],
    tags: [...operationGroups],
  });
}

/**
 * `/openapi.json`, and `/docs`: the same document as a page of our own, whose script is ours: the policy lets no foreign one in.
 * `described` makes the API that they show, the staff's routes among it.
 */
export function docsRoutes(app: OpenAPIHono<EdgeEnv>, described: () => Promise<OpenAPIHono<EdgeEnv>>): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'dpop', {
    type: 'http',
    scheme: 'DPoP',
    description:
      'For sessions bound to a key of the client: `Authorization: DPoP` with a proof in the `DPoP` header (RFC 9449).',
  });
  // Both made once: an app serves one configuration, and they are large.
  let document: string | undefined;
  let shown: string | undefined;
  app.get('/openapi.json', async (c) => {
    document ??= JSON.stringify(openApiDocument(await described(), c.get('services').config.publicUrl));
    return c.body(document, 200, { 'content-type': 'application/json' });
  });
  app.get('/docs', async (c) => {
    shown ??= String(await pageOf(await described(), c.get('services').config.publicUrl));
    return c.html(shown);
  });
}

function pageOf(app: OpenAPIHono<EdgeEnv>, publicUrl: string) {
  // Each operation's own answers: those that all share would stand there as often as there are operations.
  const { paths, components } = ownAnswers(app, publicUrl);
  if (paths === undefined) throw new AppError('internal');
  // The generator's own types list every OpenAPI field; the page reads a few, all of them optional but responses.
  const document = { paths, schemas: components?.schemas ?? {} } as ApiDocument;
  return apiPage(document, API_PATH);
}
