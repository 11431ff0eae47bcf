import { auditQuerySchema, auditRecordSchema } from '@halobuzz/core/api/admin';
import { Hono } from 'hono';
import { z } from 'zod';
import { requireStaff } from '../http/authenticate.ts';
import { cursorPage, decodeCursor } from '../http/cursor.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseQuery } from '../http/validate.ts';
import type { AuditEntry, AuditLog } from './audit-log.ts';

export interface AuditRouteDeps {
  readonly audit: AuditLog;
}

const cursorSchema = z.tuple([z.int().min(1)]);

/** `/audit`: the edge reports acts (its own deliveries, without an actor), admins read them. */
export function auditRoutes(deps: AuditRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.post('/audit', async (c) => {
    const appended = await deps.audit.append(parseBody(c, auditRecordSchema));
    return c.json({ success: true, data: { appended } }, 201);
  });

  routes.get('/audit', async (c) => {
    requireStaff(c, 'read_audit_log');
    const { cursor, limit, from, to, ...filter } = parseQuery(c, auditQuerySchema);
    const before = cursor === undefined ? undefined : decodeCursor(cursor, cursorSchema)[0];
    const times = { fromMs: timeOf(from), toMs: timeOf(to) };
    const found = await deps.audit.list({ ...filter, ...times }, before, limit + 1);
    const page = cursorPage(found, limit, ({ sequence }) => [sequence]);
    return c.json({ success: true, data: { ...page, items: page.items.map(auditView) } });
  });

  return routes;
}

function timeOf(iso: string | undefined): number | undefined {
  return iso === undefined ? undefined : Date.parse(iso);
}

function auditView({ atMs, previous: _previous, ...entry }: AuditEntry) {
  return { ...entry, at: new Date(atMs).toISOString() };
}
