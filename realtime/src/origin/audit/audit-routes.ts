import { auditRecordSchema } from '@halobuzz/core/api/admin';
import { auditCheckQuerySchema, auditQuerySchema } from '@halobuzz/core/api/audit';
import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import { Hono } from 'hono';
import { z } from 'zod';
import { requireStaff } from '../http/authenticate.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseQuery } from '../http/validate.ts';
import { type AuditChecks, walkFurther } from './audit-check.ts';
import { auditCheckView } from './audit-check-view.ts';
import type { AuditEntry, AuditFilter, AuditLog, AuditPoint } from './audit-log.ts';
import { noteReading } from './note-reading.ts';

export interface AuditRouteDeps {
  readonly audit: AuditLog;
  readonly auditChecks: AuditChecks;
  readonly clock: Clock;
}

const cursorSchema = z.tuple([z.int().min(0).max(8_640_000_000_000_000), z.int().min(1), z.enum(['older', 'newer'])]);

/** `/audit`: the edge reports acts (its own deliveries, without an actor), admins read them. */
export function auditRoutes(deps: AuditRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.post('/audit', async (c) => {
    const appended = await deps.audit.append(parseBody(c, auditRecordSchema));
    return c.json({ success: true, data: { appended } }, 201);
  });

  routes.get('/audit', async (c) => {
    const { account } = requireStaff(c, 'read_audit_log');
    const { cursor, limit, from, to, action, ...rest } = parseQuery(c, auditQuerySchema);
    const filter = { ...rest, action: action?.split(','), fromMs: timeOf(from), toMs: timeOf(to) };
    const point = cursor === undefined ? undefined : pointOf(cursor);
    const reader = { actor: account, nowMs: deps.clock(), requestId: c.get('requestId') };
    await noteReading(deps.audit, reader, filter);
    return c.json({ success: true, data: await pageOfAudit(deps.audit, filter, point, limit) });
  });

  // Each look takes the walk some further, so that it also ends where nothing runs in the background.
  routes.get('/audit/check', async (c) => {
    requireStaff(c, 'read_audit_log');
    const { sequence, head } = parseQuery(c, auditCheckQuerySchema);
    const nowMs = deps.clock();
    const { state } = await walkFurther(deps.auditChecks, nowMs, limits.auditCheckRequestRecordsMax);
    const noted = sequence === undefined || head === undefined ? undefined : { sequence, hash: head };
    return c.json({ success: true, data: await auditCheckView(deps.auditChecks, state, noted) });
  });

  return routes;
}

async function pageOfAudit(audit: AuditLog, filter: AuditFilter, point: AuditPoint | undefined, limit: number) {
  const found = await audit.list(filter, point, limit + 1);
  const shown = found.slice(0, limit);
  const items = point?.to === 'newer' ? shown.toReversed() : shown;
  const more = found.length > limit;
  // Whoever came from one side can go back there.
  const hasOlder = point?.to === 'newer' || more;
  const hasNewer = point?.to === 'newer' ? more : point !== undefined;
  const [first, last] = [items[0], items.at(-1)];
  return {
    items: items.map(auditView),
    ...(hasOlder && last !== undefined ? { next: cursorOf(last, 'older') } : {}),
    ...(hasNewer && first !== undefined ? { previous: cursorOf(first, 'newer') } : {}),
  };
}

function cursorOf({ atMs, sequence }: AuditEntry, to: AuditPoint['to']): string {
  return encodeCursor([atMs, sequence, to]);
}

function pointOf(cursor: string): AuditPoint {
  const [atMs, sequence, to] = decodeCursor(cursor, cursorSchema);
  return { atMs, sequence, to };
}

function timeOf(iso: string | undefined): number | undefined {
  return iso === undefined ? undefined : Date.parse(iso);
}

function auditView({ atMs, previous: _previous, ...entry }: AuditEntry) {
  return { ...entry, at: new Date(atMs).toISOString() };
}
