import { exportParamSchema } from '@halobuzz/core/api/exports';
import { exportPageRequestSchema, exportRecordSchema } from '@halobuzz/core/api/internal-exports';
import { Hono } from 'hono';
import type { Db } from 'mongodb';
import type { OriginEnv } from '../../http/origin-env.ts';
import { parseBody, parseParams } from '../../http/validate.ts';
import type { DataExports } from './data-exports.ts';
import { exportPage } from './export-page.ts';

export interface ExportRouteDeps {
  readonly db: Db;
  readonly dataExports: DataExports;
}

/** `/privacy/exports`: the edge builds archives and knows whose they are; it asks as itself, without an actor. */
export function exportRoutes({ db, dataExports }: ExportRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.post('/privacy/exports/page', async (c) => {
    return c.json({ success: true, data: await exportPage(db, parseBody(c, exportPageRequestSchema)) });
  });

  routes.put('/privacy/exports/:id', async (c) => {
    const { id } = parseParams(c, exportParamSchema);
    await dataExports.put(id, parseBody(c, exportRecordSchema));
    return c.json({ success: true, data: {} });
  });

  return routes;
}
