import { battleDataSchema, battleParamSchema, battleSchema, challengeRequestSchema } from '@halobuzz/core/api/battles';
import { internalPaths, roomParamSchema } from '@halobuzz/core/api/internal';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { bearer, emptyRequest, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { actorOf, authenticate } from '../middleware/authenticate.ts';

const challenge = createRoute({
  method: 'post',
  path: '/streams/{id}/battles',
  summary: 'Challenge another host to a battle',
  description:
    'Both broadcasts must be live, and neither may have a battle or a challenge already. The same challenge again answers the one that stands.',
  security: bearer,
  middleware: [authenticate],
  request: { params: roomParamSchema, ...jsonRequest(challengeRequestSchema) },
  responses: {
    201: success(battleSchema, 'The challenge. The other host has half a minute for an answer.'),
    ...problems(
      ...(['validation_failed', 'unauthenticated', 'room_not_found', 'stream_not_live', 'stream_not_yours'] as const),
      ...(['battle_own_room', 'battle_busy', 'battle_refused', 'rate_limited'] as const),
    ),
  },
});

const current = createRoute({
  method: 'get',
  path: '/streams/{id}/battle',
  summary: "A broadcast's battle, or its last one",
  description: 'A challenge that waits for an answer is shown to its two hosts alone.',
  security: bearer,
  middleware: [authenticate],
  request: { params: roomParamSchema },
  responses: {
    200: success(battleSchema, 'The newest battle.'),
    ...problems('validation_failed', 'unauthenticated', 'battle_not_found'),
  },
});

const get = createRoute({
  method: 'get',
  path: '/battles/{id}',
  summary: 'One battle',
  security: bearer,
  middleware: [authenticate],
  request: { params: battleParamSchema },
  responses: {
    200: success(battleSchema, 'Scores are final when its status is `final`.'),
    ...problems('validation_failed', 'unauthenticated', 'battle_not_found'),
  },
});

function act(name: 'accept' | 'decline' | 'cancel', summary: string, description: string, ...codes: ErrorCode[]) {
  return createRoute({
    method: 'post',
    path: `/battles/{id}/${name}`,
    summary,
    description,
    security: bearer,
    middleware: [authenticate],
    request: { params: battleParamSchema, ...emptyRequest },
    responses: {
      200: success(battleSchema, 'How it stands now.'),
      ...problems(
        ...(['validation_failed', 'unauthenticated', 'battle_not_found', 'battle_not_yours', 'battle_closed'] as const),
        ...codes,
      ),
    },
  });
}

const accept = act(
  'accept',
  'Accept a challenge',
  'Gifts count from a few seconds later on: `startsAt`.',
  'battle_expired',
  'stream_not_live',
);
const decline = act('decline', 'Decline a challenge', 'For the host who was challenged.', 'battle_expired');
const cancel = act(
  'cancel',
  'Take a challenge back, or give a battle up',
  'Before an answer, for the host who challenged. While it runs either host may give it up: the bell rings, and the other has won.',
  'battle_expired',
);

/** Battles between two rooms: the origin keeps them. */
export function battleRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(challenge, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.battlesOf(c.req.valid('param').id);
    const request = {
      method: 'POST',
      path,
      body: c.req.valid('json'),
      actor: actorOf(caller, country),
      requestId,
    } as const;
    const { battle } = await services.origin.call(request, battleDataSchema);
    return c.json({ success: true as const, data: battle }, 201);
  });

  app.openapi(current, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.battleOf(c.req.valid('param').id);
    const request = { method: 'GET', path, actor: actorOf(caller, country), requestId } as const;
    const { battle } = await services.origin.call(request, battleDataSchema);
    return c.json({ success: true as const, data: battle }, 200);
  });

  app.openapi(get, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.battle(c.req.valid('param').id);
    const request = { method: 'GET', path, actor: actorOf(caller, country), requestId } as const;
    const { battle } = await services.origin.call(request, battleDataSchema);
    return c.json({ success: true as const, data: battle }, 200);
  });

  for (const [name, route] of Object.entries({ accept, decline, cancel })) {
    app.openapi(route, async (c) => {
      const { services, caller, country, requestId } = c.var;
      const path = internalPaths.battleAct(c.req.valid('param').id, name);
      const request = { method: 'POST', path, body: {}, actor: actorOf(caller, country), requestId } as const;
      const { battle } = await services.origin.call(request, battleDataSchema);
      return c.json({ success: true as const, data: battle }, 200);
    });
  }
}
