import {
  dataExportSchema,
  dataExportsSchema,
  exportArchiveRequestSchema,
  exportLinkSchema,
  exportParamSchema,
  exportRequestSchema,
} from '@halobuzz/core/api/exports';
import { AppError } from '@halobuzz/core/errors/app-error';
import { exportDataTypeNames } from '@halobuzz/core/privacy/export-sections';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { bearer, emptyRequest, jsonRequest, problems, signedIn, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { authenticate } from '../middleware/authenticate.ts';
import { requireStepUp } from '../middleware/step-up.ts';
import { archiveStream } from '../privacy/exports/archive-stream.ts';

const ask = createRoute({
  method: 'post',
  path: '/privacy/exports',
  summary: 'Ask for a copy of your data',
  description:
    'An archive of everything, or of some kinds of data, is made in the background: JSON, your ledger as CSV, a page to read, your pictures, and a manifest with the SHA-256 of every file. You get a mail when it is ready. One a week; one that failed does not count.',
  security: bearer,
  middleware: [authenticate, requireStepUp],
  request: jsonRequest(exportRequestSchema),
  responses: {
    202: success(dataExportSchema, 'It is being made.'),
    ...problems('validation_failed', ...signedIn, 'step_up_required', 'erasure_pending', 'rate_limited'),
  },
});

const list = createRoute({
  method: 'get',
  path: '/privacy/exports',
  summary: 'Archives you asked for',
  security: bearer,
  middleware: [authenticate],
  responses: { 200: success(dataExportsSchema, 'The newest first.'), ...problems(...signedIn) },
});

const one = createRoute({
  method: 'get',
  path: '/privacy/exports/{id}',
  summary: 'How far an archive is',
  security: bearer,
  middleware: [authenticate],
  request: { params: exportParamSchema },
  responses: {
    200: success(dataExportSchema, 'As it is now.'),
    ...problems('validation_failed', ...signedIn, 'not_found'),
  },
});

const link = createRoute({
  method: 'post',
  path: '/privacy/exports/{id}/link',
  summary: 'Make a link to an archive',
  description: 'For one download by you, until the archive is removed. A link made before stops working.',
  security: bearer,
  middleware: [authenticate, requireStepUp],
  request: { params: exportParamSchema, ...emptyRequest },
  responses: {
    201: success(exportLinkSchema, 'The secret is shown this once.'),
    ...problems('validation_failed', ...signedIn, 'step_up_required', 'not_found', 'export_not_ready'),
  },
});

const archive = createRoute({
  method: 'post',
  path: '/privacy/exports/{id}/archive',
  summary: 'Download an archive',
  description: 'A link is spent when its download begins; if that breaks off, make another link.',
  security: bearer,
  middleware: [authenticate],
  request: { params: exportParamSchema, ...jsonRequest(exportArchiveRequestSchema) },
  responses: {
    200: {
      description: 'The archive.',
      content: { 'application/zip': { schema: z.string().meta({ format: 'binary' }) } },
    },
    ...problems('validation_failed', ...signedIn, 'not_found'),
  },
});

/** A copy of one's own data: what is asked for, how far it is, and the archive. */
export function exportRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(ask, async (c) => {
    const { services, caller } = c.var;
    const { sub } = caller.claims;
    const { dataTypes } = c.req.valid('json');
    const owner = await services.account(sub).exportOwner();
    if (owner?.status !== 'active') throw new AppError(owner === undefined ? 'session_revoked' : 'erasure_pending');
    const types = dataTypes === 'all' ? [...exportDataTypeNames] : dataTypes;
    const asked = await services.privacy(sub).requestExport(sub, types);
    if (asked.kind === 'limited') throw new AppError('rate_limited', { retryAfterMs: asked.retryAfterMs });
    return c.json({ success: true as const, data: asked.request }, 202);
  });

  app.openapi(list, async (c) => {
    const { services, caller } = c.var;
    const { items, nextAtMs } = await services.privacy(caller.claims.sub).exports(caller.claims.sub);
    const soon = nextAtMs > services.clock() ? { nextAt: new Date(nextAtMs).toISOString() } : {};
    return c.json({ success: true as const, data: { items, ...soon } }, 200);
  });

  app.openapi(one, async (c) => {
    const { services, caller } = c.var;
    const { items } = await services.privacy(caller.claims.sub).exports(caller.claims.sub);
    const data = items.find(({ requestId }) => requestId === c.req.valid('param').id);
    if (data === undefined) throw new AppError('not_found');
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(link, async (c) => {
    const { services, caller } = c.var;
    const { id } = c.req.valid('param');
    const minted = await services.privacy(caller.claims.sub).mintExportLink(id);
    if (minted.kind !== 'ok') throw new AppError(minted.kind === 'not_ready' ? 'export_not_ready' : 'not_found');
    const { secret, expiresAtMs } = minted;
    const url = `${services.config.publicUrl}/privacy/exports/${id}#${secret}`;
    const data = { secret, url, expiresAt: new Date(expiresAtMs).toISOString() };
    return c.json({ success: true as const, data }, 201);
  });

  app.openapi(archive, async (c) => {
    const { services, caller } = c.var;
    const { sub } = caller.claims;
    const { id } = c.req.valid('param');
    const plan = await services.privacy(sub).spendExportLink(sub, id, c.req.valid('json').secret);
    if (plan === null) throw new AppError('not_found');
    return new Response(archiveStream(services.bindings.EXPORTS, plan), {
      headers: {
        'content-type': 'application/zip',
        'content-disposition': `attachment; filename="halobuzz-${id}.zip"`,
        'cache-control': 'no-store',
      },
    });
  });
}
