import { auditPageSchema, auditQuerySchema } from '@halobuzz/core/api/admin';
import { internalPaths } from '@halobuzz/core/api/internal';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { bearer, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { actorOf } from '../middleware/authenticate.ts';
import { reading, staffProblems } from './staff-access.ts';

const audit = createRoute({
  method: 'get',
  path: '/admin/audit',
  summary: 'The audit log, newest first',
  security: bearer,
  middleware: reading('read_audit_log'),
  request: { query: auditQuerySchema },
  responses: { 200: success(auditPageSchema, 'A page.'), ...problems('validation_failed', ...staffProblems) },
});

/** What staff, operators and the platform itself did. The origin keeps it; who reads it is recorded first. */
export function auditRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(audit, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const query = c.req.valid('query');
    if (query.cursor === undefined) {
      await services.account(caller.claims.sub).recordOwnAct({ action: 'audit.read' }, requestId);
    }
    const actor = actorOf(caller, country);
    const request = { method: 'GET', path: internalPaths.audit, query, actor, requestId } as const;
    return c.json({ success: true as const, data: await services.origin.call(request, auditPageSchema) }, 200);
  });
}
