import {
  EXPORT_ID_HEADER,
  financeExportPageSchema,
  financeExportParamSchema,
  financeExportQuerySchema,
  financeExportRequestSchema,
  oneFinanceExportSchema,
} from '@halobuzz/core/api/finance-exports';
import { internalPaths } from '@halobuzz/core/api/internal';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { may } from '@halobuzz/core/roles';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { asCaller } from '../middleware/authenticate.ts';
import { get, note, noteReading, subjectOf } from './finance-calls.ts';
import { acting, reading, staffProblems } from './staff-access.ts';

const base = '/admin/finance/exports';
const readProblems = ['validation_failed', ...staffProblems] as const;
const file = { schema: z.string().meta({ format: 'binary' }) };

const list = createRoute({
  method: 'get',
  path: base,
  summary: 'What was taken out of the ledger, newest first',
  security: bearer,
  middleware: reading('export_ledger'),
  request: { query: financeExportQuerySchema },
  responses: { 200: success(financeExportPageSchema, 'With the digest of each file.'), ...problems(...readProblems) },
});

const one = createRoute({
  method: 'get',
  path: `${base}/{id}`,
  summary: 'One export, with the digest of its file once it is whole',
  security: bearer,
  middleware: reading('export_ledger'),
  request: { params: financeExportParamSchema },
  responses: {
    200: success(oneFinanceExportSchema, 'The export.'),
    ...problems(...readProblems, 'not_found'),
  },
});

const make = createRoute({
  method: 'post',
  path: base,
  summary: 'Take a statement, a journal, the audit log or the whole ledger out, as a file',
  description: `The answer is the file itself, written while it is read; the header \`${EXPORT_ID_HEADER}\` names it. A file that breaks off has no digest on record. \`audit\` is for admins. \`bundle\` is a tar archive that \`npm run ledger -- verify --from\` checks without any connection.`,
  security: bearer,
  middleware: acting('export_ledger'),
  request: jsonRequest(financeExportRequestSchema),
  responses: {
    200: {
      description: 'The file.',
      content: { 'text/csv': file, 'application/x-ndjson': file, 'application/x-tar': file },
    },
    ...problems(...readProblems, 'step_up_required', 'not_found'),
  },
});

/** Headers of the origin's answer that a browser is shown. */
const passedOn = ['content-type', 'content-disposition', EXPORT_ID_HEADER] as const;

/** Exports of finance staff: recorded here before the origin is asked, audited there with their digests. */
export function financeExportRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(list, async (c) => {
    const data = await get(c, 'exports', financeExportPageSchema, c.req.valid('query'));
    return c.json({ success: true as const, data }, 200);
  });
  app.openapi(one, async (c) => {
    const { id } = c.req.valid('param');
    await noteReading(c, 'export', id);
    return c.json({ success: true as const, data: await get(c, `exports/${id}`, oneFinanceExportSchema) }, 200);
  });
  app.openapi(make, async (c) => {
    const asked = c.req.valid('json');
    if (asked.kind === 'audit' && !may(c.var.caller.state.roles, 'read_audit_log')) throw new AppError('forbidden');
    let body: object = asked;
    if (asked.kind === 'statement') {
      const { person, ...rest } = asked;
      body = { ...rest, subject: await subjectOf(c, person) };
      // The origin knows no account: whose statement was taken is on record here.
      const details = { what: 'statement export' };
      await note(c, { action: 'finance.read', details, subject: person, reason: asked.reason });
    }
    const path = internalPaths.finance('exports');
    const timeoutMs = limits.financeExportStartMs;
    const answer = await c.var.services.origin.stream({ ...asCaller(c), method: 'POST', path, body, timeoutMs });
    const headers = new Headers({ 'cache-control': 'no-store' });
    for (const name of passedOn) headers.set(name, answer.headers.get(name) ?? '');
    return new Response(answer.body, { status: 200, headers });
  });
}
