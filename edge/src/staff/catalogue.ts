import {
  catalogueDecisionSchema,
  catalogueDiscardSchema,
  catalogueItemPageSchema,
  catalogueItemParamSchema,
  catalogueKindParamSchema,
  cataloguePublishSchema,
  cataloguePutSchema,
  catalogueQuerySchema,
  catalogueVersionPageSchema,
  catalogueVersionParamSchema,
  catalogueVersionSchema,
  catalogueWithdrawSchema,
} from '@halobuzz/core/api/catalogue';
import { internalPaths } from '@halobuzz/core/api/internal';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { asCaller } from '../middleware/authenticate.ts';
import { acting, reading, staffProblems } from './staff-access.ts';

const actProblems = ['validation_failed', 'step_up_required', 'not_found', 'conflict', ...staffProblems] as const;
const changed = success(catalogueVersionSchema, 'The version as it is now. Gateways and edges follow within seconds.');

const items = createRoute({
  method: 'get',
  path: '/admin/catalogue/{kind}',
  summary: 'Gifts or coin packages, each with its newest version',
  security: bearer,
  middleware: reading('see_catalogue'),
  request: { params: catalogueKindParamSchema, query: catalogueQuerySchema },
  responses: {
    200: success(catalogueItemPageSchema, 'A page, by id.'),
    ...problems('validation_failed', ...staffProblems),
  },
});

const versions = createRoute({
  method: 'get',
  path: '/admin/catalogue/{kind}/{id}/versions',
  summary: 'What one of them was, is and will be',
  security: bearer,
  middleware: reading('see_catalogue'),
  request: { params: catalogueItemParamSchema, query: catalogueQuerySchema },
  responses: {
    200: success(catalogueVersionPageSchema, 'A page, the newest version first.'),
    ...problems('validation_failed', ...staffProblems),
  },
});

const put = createRoute({
  method: 'put',
  path: '/admin/catalogue/{kind}/{id}',
  summary: 'Make the next version',
  description:
    'Versions are never edited: this makes the one after `after`, at once, at a time, or as a draft. A price that leaps, and a new coin package, waits for a second person.',
  security: bearer,
  middleware: acting('change_catalogue'),
  request: { params: catalogueItemParamSchema, ...jsonRequest(cataloguePutSchema) },
  responses: { 200: changed, ...problems(...actProblems) },
});

const withdrawal = createRoute({
  method: 'post',
  path: '/admin/catalogue/{kind}/{id}/withdraw',
  summary: 'Take it off sale',
  description: 'By a version of its own. What is under way at its price is still taken for some seconds.',
  security: bearer,
  middleware: acting('change_catalogue'),
  request: { params: catalogueItemParamSchema, ...jsonRequest(catalogueWithdrawSchema) },
  responses: { 200: changed, ...problems(...actProblems) },
});

const publication = createRoute({
  method: 'post',
  path: '/admin/catalogue/{kind}/{id}/versions/{version}/publish',
  summary: 'Publish a draft',
  security: bearer,
  middleware: acting('change_catalogue'),
  request: { params: catalogueVersionParamSchema, ...jsonRequest(cataloguePublishSchema) },
  responses: { 200: changed, ...problems(...actProblems) },
});

const decision = createRoute({
  method: 'post',
  path: '/admin/catalogue/{kind}/{id}/versions/{version}/decision',
  summary: 'Agree to a version of somebody else, or not',
  security: bearer,
  middleware: acting('change_catalogue'),
  request: { params: catalogueVersionParamSchema, ...jsonRequest(catalogueDecisionSchema) },
  responses: { 200: changed, ...problems(...actProblems, 'approval_own') },
});

const discard = createRoute({
  method: 'post',
  path: '/admin/catalogue/{kind}/{id}/versions/{version}/discard',
  summary: 'Throw away a version that does not hold yet',
  security: bearer,
  middleware: acting('change_catalogue'),
  request: { params: catalogueVersionParamSchema, ...jsonRequest(catalogueDiscardSchema) },
  responses: { 200: changed, ...problems(...actProblems) },
});

/** Gifts and coin packages as they are sold; kept by the origin. */
export function catalogueRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(items, async (c) => {
    const path = internalPaths.catalogue(c.req.valid('param').kind);
    const request = { ...asCaller(c), method: 'GET', path, query: c.req.valid('query') } as const;
    const data = await c.var.services.origin.call(request, catalogueItemPageSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(versions, async (c) => {
    const { kind, id } = c.req.valid('param');
    const path = internalPaths.catalogue(`${kind}/${id}/versions`);
    const request = { ...asCaller(c), method: 'GET', path, query: c.req.valid('query') } as const;
    const data = await c.var.services.origin.call(request, catalogueVersionPageSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(put, async (c) => {
    const { kind, id } = c.req.valid('param');
    return relay(c, 'PUT', `${kind}/${id}`, c.req.valid('json'));
  });

  app.openapi(withdrawal, async (c) => {
    const { kind, id } = c.req.valid('param');
    return relay(c, 'POST', `${kind}/${id}/withdraw`, c.req.valid('json'));
  });

  app.openapi(publication, async (c) => {
    const { kind, id, version } = c.req.valid('param');
    return relay(c, 'POST', `${kind}/${id}/versions/${version}/publish`, c.req.valid('json'));
  });

  app.openapi(decision, async (c) => {
    const { kind, id, version } = c.req.valid('param');
    return relay(c, 'POST', `${kind}/${id}/versions/${version}/decision`, c.req.valid('json'));
  });

  app.openapi(discard, async (c) => {
    const { kind, id, version } = c.req.valid('param');
    return relay(c, 'POST', `${kind}/${id}/versions/${version}/discard`, c.req.valid('json'));
  });
}

async function relay(c: Context<EdgeEnv>, method: 'PUT' | 'POST', path: string, body: unknown) {
  const request = { ...asCaller(c), method, path: internalPaths.catalogue(path), body } as const;
  const data = await c.var.services.origin.call(request, catalogueVersionSchema);
  return c.json({ success: true as const, data }, 200);
}
