import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import {
  appealDecisionSchema,
  appealRequestSchema,
  keywordChangesSchema,
  keywordListSchema,
  moderatorsSchema,
  oneSanctionSchema,
  sanctionPageSchema,
  sanctionParamSchema,
} from '@halobuzz/core/api/moderation';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { z } from 'zod';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { asCaller, authenticate } from '../middleware/authenticate.ts';
import { requireMfa } from '../middleware/mfa.ts';
import { requirePermission } from '../middleware/permission.ts';
import { requireStepUp } from '../middleware/step-up.ts';

const staffProblems = ['unauthenticated', 'forbidden', 'mfa_required', 'mfa_enrolment_required'] as const;

function sanctionList(path: string, summary: string) {
  return createRoute({
    method: 'get',
    path,
    summary,
    security: bearer,
    middleware: [authenticate],
    request: { query: pageQuerySchema },
    responses: {
      200: success(sanctionPageSchema, 'A page, the newest first.'),
      ...problems('validation_failed', 'unauthenticated'),
    },
  });
}
const received = sanctionList('/users/me/sanctions', 'Mutes and bans that you got');
const given = sanctionList('/users/me/rooms/sanctions', 'Mutes and bans in your rooms');

const moderators = createRoute({
  method: 'get',
  path: '/users/me/rooms/moderators',
  summary: 'Who moderates your rooms',
  security: bearer,
  middleware: [authenticate],
  responses: { 200: success(moderatorsSchema, 'All of them.'), ...problems('unauthenticated') },
});

const appeal = createRoute({
  method: 'post',
  path: '/users/me/sanctions/{id}/appeal',
  summary: 'Appeal against a mute or ban',
  description: 'Once for each, while it is in force. Somebody of our staff who had no part in it decides.',
  security: bearer,
  middleware: [authenticate],
  request: { params: sanctionParamSchema, ...jsonRequest(appealRequestSchema) },
  responses: {
    201: success(oneSanctionSchema, 'The appeal is open.'),
    ...problems('validation_failed', 'unauthenticated', 'not_found', 'conflict'),
  },
});

const appeals = createRoute({
  method: 'get',
  path: '/admin/appeals',
  summary: 'Open appeals',
  security: bearer,
  middleware: [authenticate, requirePermission('decide_reports'), requireMfa],
  request: { query: pageQuerySchema },
  responses: { 200: success(sanctionPageSchema, 'A page.'), ...problems('validation_failed', ...staffProblems) },
});

const decide = createRoute({
  method: 'post',
  path: '/admin/appeals/{id}',
  summary: 'Decide an appeal',
  description:
    'By somebody who neither gave the sanction nor is concerned by it. What is lifted is lifted in a live room at once.',
  security: bearer,
  middleware: [authenticate, requirePermission('decide_reports'), requireMfa, requireStepUp],
  request: { params: sanctionParamSchema, ...jsonRequest(appealDecisionSchema) },
  responses: {
    200: success(oneSanctionSchema, 'Decided.'),
    ...problems('validation_failed', ...staffProblems, 'step_up_required', 'not_found', 'conflict'),
  },
});

const keywords = createRoute({
  method: 'get',
  path: '/admin/keywords',
  summary: 'Words that no room shows',
  security: bearer,
  middleware: [authenticate, requirePermission('moderate_any_room'), requireMfa],
  responses: { 200: success(keywordListSchema, 'The whole list.'), ...problems(...staffProblems) },
});

const changeKeywords = createRoute({
  method: 'post',
  path: '/admin/keywords',
  summary: 'Change the words that no room shows',
  security: bearer,
  middleware: [authenticate, requirePermission('moderate_any_room'), requireMfa, requireStepUp],
  request: jsonRequest(keywordChangesSchema),
  responses: {
    200: success(keywordListSchema, 'The list as it is now; gateways take it up within seconds.'),
    ...problems('validation_failed', ...staffProblems, 'step_up_required'),
  },
});

/** Mutes and bans in rooms: for those concerned, for hosts, and for staff who decide appeals. The origin keeps them. */
export function sanctionRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(received, async (c) => {
    const data = await pageOf(c, internalPaths.sanctions, c.req.valid('query'));
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(given, async (c) => {
    const data = await pageOf(c, internalPaths.roomSanctions, c.req.valid('query'));
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(moderators, async (c) => {
    const request = { method: 'GET', path: internalPaths.roomModerators, ...asCaller(c) } as const;
    return c.json(
      { success: true as const, data: await c.get('services').origin.call(request, moderatorsSchema) },
      200,
    );
  });

  app.openapi(appeal, async (c) => {
    const path = internalPaths.appealSanction(c.req.valid('param').id);
    const request = { method: 'POST', path, body: c.req.valid('json'), ...asCaller(c) } as const;
    return c.json(
      { success: true as const, data: await c.get('services').origin.call(request, oneSanctionSchema) },
      201,
    );
  });

  app.openapi(appeals, async (c) => {
    const data = await pageOf(c, internalPaths.appeals, c.req.valid('query'));
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(decide, async (c) => {
    const path = internalPaths.decideAppeal(c.req.valid('param').id);
    const request = { method: 'POST', path, body: c.req.valid('json'), ...asCaller(c) } as const;
    return c.json(
      { success: true as const, data: await c.get('services').origin.call(request, oneSanctionSchema) },
      200,
    );
  });

  app.openapi(keywords, async (c) => {
    const request = { method: 'GET', path: internalPaths.keywords, ...asCaller(c) } as const;
    return c.json(
      { success: true as const, data: await c.get('services').origin.call(request, keywordListSchema) },
      200,
    );
  });

  app.openapi(changeKeywords, async (c) => {
    const body = c.req.valid('json');
    const request = { method: 'POST', path: internalPaths.keywords, body, ...asCaller(c) } as const;
    return c.json(
      { success: true as const, data: await c.get('services').origin.call(request, keywordListSchema) },
      200,
    );
  });
}

function pageOf(c: Context<EdgeEnv>, path: string, query: z.output<typeof pageQuerySchema>) {
  return c.get('services').origin.call({ method: 'GET', path, query, ...asCaller(c) }, sanctionPageSchema);
}
