import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import {
  appealRequestSchema,
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

/** Mutes and bans in rooms: for those concerned and for hosts. The origin keeps them. */
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
}

function pageOf(c: Context<EdgeEnv>, path: string, query: z.output<typeof pageQuerySchema>) {
  return c.get('services').origin.call({ method: 'GET', path, query, ...asCaller(c) }, sanctionPageSchema);
}
