import { auditCheckQuerySchema, auditCheckSchema, auditPageSchema, auditQuerySchema } from '@halobuzz/core/api/audit';
import { internalPaths } from '@halobuzz/core/api/internal';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { bearer, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { asCaller } from '../middleware/authenticate.ts';
import { reading, staffProblems } from './staff-access.ts';

const readProblems = problems('validation_failed', ...staffProblems);

const search = createRoute({
  method: 'get',
  path: '/admin/audit',
  summary: 'The audit log, newest first',
  description:
    'Searched by actor, subject, one or several acts, request and time. `next` goes to older records, `previous` back to newer ones. A search is recorded itself, once for each reader in some minutes.',
  security: bearer,
  middleware: reading('read_audit_log'),
  request: { query: auditQuerySchema },
  responses: { 200: success(auditPageSchema, 'A page.'), ...readProblems },
});

const check = createRoute({
  method: 'get',
  path: '/admin/audit/check',
  summary: 'Whether the audit log is whole',
  description:
    'Every record holds the hash of the one before it. A walk over all of them goes on in the background, and a bit with each request. Name a sequence and a head that you noted before to find out whether it still stands: by that alone a log that was written anew as a whole is told from the real one.',
  security: bearer,
  middleware: reading('read_audit_log'),
  request: { query: auditCheckQuerySchema },
  responses: { 200: success(auditCheckSchema, 'What is known.'), ...readProblems },
});

/** What staff, operators and the platform itself did. The origin keeps it, and records who searched it. */
export function auditRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(search, async (c) => {
    const request = { ...asCaller(c), method: 'GET', path: internalPaths.audit, query: c.req.valid('query') } as const;
    return c.json({ success: true as const, data: await c.var.services.origin.call(request, auditPageSchema) }, 200);
  });

  app.openapi(check, async (c) => {
    const query = c.req.valid('query');
    const request = { ...asCaller(c), method: 'GET', path: internalPaths.auditCheck, query } as const;
    return c.json({ success: true as const, data: await c.var.services.origin.call(request, auditCheckSchema) }, 200);
  });
}
