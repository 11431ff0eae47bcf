import { legalDocumentNameSchema } from '@halobuzz/core/api/legal';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { Context, Hono } from 'hono';
import type { EdgeEnv } from '../http/edge-env.ts';
import {
  documentsInForce,
  filledIn,
  findDocument,
  type PublishedDocument,
  upcomingOf,
  versionsOf,
} from '../legal/legal-documents.ts';
import { legalIndexPage, legalPage } from '../legal/legal-page.ts';

/** `/legal`, `/legal/{document}` (what holds now) and `/legal/{document}/{version}`: pages for whoever has no app. */
export function legalPages(app: Hono<EdgeEnv>): void {
  app.get('/legal', (c) => c.html(legalIndexPage(documentsInForce(c.get('services').clock()))));
  app.get('/legal/:document', (c) => c.html(shown(c, undefined)));
  app.get('/legal/:document/:version', (c) => c.html(shown(c, c.req.param('version'))));
}

/** @throws AppError `not_found` */
function shown(c: Context<EdgeEnv>, version: string | undefined) {
  const { config, clock } = c.get('services');
  const name = legalDocumentNameSchema.safeParse(c.req.param('document')).data;
  const found: PublishedDocument | undefined = name && findDocument(name, version, clock());
  if (found === undefined) throw new AppError('not_found');
  const beside = { versions: versionsOf(found.name, clock()), upcoming: upcomingOf(found.name, clock()) };
  return legalPage(filledIn(found, config.controller), beside);
}
