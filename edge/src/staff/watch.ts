import { chatContextRequestSchema, chatContextSchema } from '@halobuzz/core/api/chat-log';
import { internalPaths, roomParamSchema } from '@halobuzz/core/api/internal';
import {
  endBroadcastSchema,
  roomActDoneSchema,
  roomActRequestSchema,
  watchedRoomDetailSchema,
  watchListSchema,
  watchQuerySchema,
} from '@halobuzz/core/api/watch';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { bearer, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { asCaller } from '../middleware/authenticate.ts';
import { acting, reading, staffProblems } from './staff-access.ts';

const readProblems = ['validation_failed', ...staffProblems] as const;
const actProblems = [...readProblems, 'step_up_required', 'room_not_found', 'not_yourself', 'conflict'] as const;

const list = createRoute({
  method: 'get',
  path: '/admin/watch',
  summary: 'Live rooms that want looking at, the riskiest first',
  description:
    'By reports and flagged chat of the last hour, what its host did before, and by lot. `why` says what counted how much.',
  security: bearer,
  middleware: reading('moderate_any_room'),
  request: { query: watchQuerySchema },
  responses: { 200: success(watchListSchema, 'The list as of now.'), ...problems(...readProblems) },
});

const room = createRoute({
  method: 'get',
  path: '/admin/watch/{id}',
  summary: 'One room: figures, chat, and what its host and staff did before',
  security: bearer,
  middleware: reading('moderate_any_room'),
  request: { params: roomParamSchema },
  responses: {
    200: success(watchedRoomDetailSchema, 'The room as of now.'),
    ...problems(...readProblems, 'room_not_found'),
  },
});

const chat = createRoute({
  method: 'post',
  path: '/admin/watch/{id}/chat',
  summary: 'What was said in a room, with what was taken away',
  description: 'A POST, as the reason belongs into the audit log and not into an address. Chat is kept for 30 days.',
  security: bearer,
  middleware: reading('moderate_any_room'),
  request: { params: roomParamSchema, ...jsonRequest(chatContextRequestSchema) },
  responses: {
    200: success(chatContextSchema, 'Messages in their order.'),
    ...problems(...readProblems, 'room_not_found'),
  },
});

const end = createRoute({
  method: 'post',
  path: '/admin/watch/{id}/end',
  summary: 'End a broadcast now',
  description:
    'Every node closes the room within two seconds; its summary is made. With `barMinutes` the host goes live no more for so long. Repeated by the same person it answers the same.',
  security: bearer,
  middleware: acting('moderate_any_room'),
  request: { params: roomParamSchema, ...jsonRequest(endBroadcastSchema) },
  responses: { 200: success(roomActDoneSchema, 'It is over.'), ...problems(...actProblems) },
});

const act = createRoute({
  method: 'post',
  path: '/admin/watch/{id}/acts',
  summary: 'Warn a room, close or open its chat, take its title or cover away',
  description: '`lift_bar` lets its host go live again. What is so already answers `conflict`.',
  security: bearer,
  middleware: acting('moderate_any_room'),
  request: { params: roomParamSchema, ...jsonRequest(roomActRequestSchema) },
  responses: { 200: success(roomActDoneSchema, 'It is done.'), ...problems(...actProblems, 'room_ended') },
});

/** Live rooms as moderators watch them; the origin weighs them and acts. */
export function watchRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(list, async (c) => {
    const request = { ...asCaller(c), method: 'GET', path: internalPaths.watch, query: c.req.valid('query') } as const;
    const data = await c.var.services.origin.call(request, watchListSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(room, async (c) => {
    const path = internalPaths.watchedRoom(c.req.valid('param').id);
    const data = await c.var.services.origin.call({ ...asCaller(c), method: 'GET', path }, watchedRoomDetailSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(chat, async (c) => {
    const path = internalPaths.watchedChat(c.req.valid('param').id);
    const request = { ...asCaller(c), method: 'POST', path, body: c.req.valid('json') } as const;
    const data = await c.var.services.origin.call(request, chatContextSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(end, async (c) => {
    const path = internalPaths.endWatched(c.req.valid('param').id);
    const request = { ...asCaller(c), method: 'POST', path, body: c.req.valid('json') } as const;
    const data = await c.var.services.origin.call(request, roomActDoneSchema);
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(act, async (c) => {
    const path = internalPaths.roomActs(c.req.valid('param').id);
    const request = { ...asCaller(c), method: 'POST', path, body: c.req.valid('json') } as const;
    const data = await c.var.services.origin.call(request, roomActDoneSchema);
    return c.json({ success: true as const, data }, 200);
  });
}
