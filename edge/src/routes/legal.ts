import {
  acceptTermsRequestSchema,
  legalDocumentNameSchema,
  legalDocumentQuerySchema,
  legalDocumentSchema,
  legalListSchema,
  termsStateSchema,
} from '@halobuzz/core/api/legal';
import { AppError } from '@halobuzz/core/errors/app-error';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import {
  documentsInForce,
  filledIn,
  findDocument,
  type PublishedDocument,
  versionsOf,
} from '../legal/legal-documents.ts';
import { shownTerms, termsStateOf } from '../legal/shown-terms.ts';
import { authenticateForEnrolment } from '../middleware/authenticate.ts';

const list = createRoute({
  method: 'get',
  path: '/legal',
  summary: 'The legal documents that hold now',
  description: 'Privacy policy, terms of use and cookie notice. `url` is the same as a page.',
  responses: { 200: success(legalListSchema, 'One of each.'), ...problems() },
});

const one = createRoute({
  method: 'get',
  path: '/legal/{document}',
  summary: 'One legal document',
  description: 'As sections, so that an app shows it in its own way. Older and coming versions are there by `version`.',
  request: { params: z.strictObject({ document: legalDocumentNameSchema }), query: legalDocumentQuerySchema },
  responses: { 200: success(legalDocumentSchema, 'The document.'), ...problems('validation_failed', 'not_found') },
});

const accepted = createRoute({
  method: 'get',
  path: '/legal/terms/acceptance',
  summary: 'Which terms you were shown',
  description: 'Being shown terms is no consent to any use of data: consents have routes of their own.',
  security: bearer,
  middleware: [authenticateForEnrolment],
  responses: {
    200: success(termsStateSchema, 'What was accepted, and what is to be shown.'),
    ...problems('unauthenticated', 'session_revoked'),
  },
});

const accept = createRoute({
  method: 'post',
  path: '/legal/terms/acceptance',
  summary: 'Accept the terms that were shown',
  description: 'Names the version that was on the screen; only the one in force is taken. May be repeated.',
  security: bearer,
  middleware: [authenticateForEnrolment],
  request: jsonRequest(acceptTermsRequestSchema),
  responses: {
    200: success(termsStateSchema, 'Kept, with the time and the hash of the text.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked'),
  },
});

/** The legal documents as data, and which terms somebody was shown. */
export function legalRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(accepted, async (c) => {
    const { services, caller } = c.var;
    const data = termsStateOf(await services.account(caller.claims.sub).terms(), services.clock());
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(accept, async (c) => {
    const { services, caller } = c.var;
    const shown = shownTerms(c.req.valid('json').version, services.clock(), 'version');
    const data = termsStateOf(await services.account(caller.claims.sub).terms(shown), services.clock());
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(list, (c) => {
    const { config, clock } = c.get('services');
    const documents = documentsInForce(clock()).map((document) => summaryOf(document, config.publicUrl));
    return c.json({ success: true as const, data: { documents } }, 200);
  });

  app.openapi(one, (c) => {
    const { config, clock } = c.get('services');
    const { document: name } = c.req.valid('param');
    const found = findDocument(name, c.req.valid('query').version, clock());
    if (found === undefined) throw new AppError('not_found');
    const { changes, intro, sections } = filledIn(found, config.controller);
    const versions = versionsOf(name, clock()).map(({ version }) => version);
    const data = { ...summaryOf(found, config.publicUrl), changes, versions, intro, sections };
    return c.json({ success: true as const, data }, 200);
  });
}

function summaryOf({ name, version, title, effectiveAt, textHash }: PublishedDocument, publicUrl: string) {
  const url = `${publicUrl}/legal/${name}/${version}`;
  return { name, version, title, effectiveAt, locale: 'en' as const, textHash, url };
}
