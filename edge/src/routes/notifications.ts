import { deviceParamSchema } from '@halobuzz/core/api/auth-devices';
import { internalPaths } from '@halobuzz/core/api/internal';
import {
  hostNotificationsSchema,
  pushDeviceSchema,
  pushDevicesSchema,
  pushTokenRequestSchema,
  storedPushDeviceSchema,
} from '@halobuzz/core/api/notifications';
import { handleParamSchema } from '@halobuzz/core/api/people';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { accountOfHandle } from '../accounts/names/account-of-handle.ts';
import { bearer, emptyRequest, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { actorOf, authenticate } from '../middleware/authenticate.ts';

const register = createRoute({
  method: 'post',
  path: '/notifications/push-tokens',
  summary: 'Be notified on this device',
  description:
    'Say it at each start of the app: it takes the place of what this device said before. A token belongs to the account that said it last, and goes when the device is signed out.',
  security: bearer,
  middleware: [authenticate],
  request: jsonRequest(pushTokenRequestSchema),
  responses: {
    201: success(pushDeviceSchema, 'This device is notified.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked'),
  },
});

const list = createRoute({
  method: 'get',
  path: '/notifications/push-tokens',
  summary: 'Your devices that are notified',
  security: bearer,
  middleware: [authenticate],
  responses: {
    200: success(pushDevicesSchema, 'All of them, the one seen last first. Tokens are not shown.'),
    ...problems('unauthenticated', 'session_revoked'),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/notifications/push-tokens/{id}',
  summary: 'Notify a device no more',
  description: 'By the id of the device. May be repeated.',
  security: bearer,
  middleware: [authenticate],
  request: { params: deviceParamSchema, ...emptyRequest },
  responses: {
    200: success(z.strictObject({}), 'It is not notified any more.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked'),
  },
});

const hostProblems = problems('validation_failed', 'unauthenticated', 'session_revoked', 'not_found');
const ofHost = createRoute({
  method: 'get',
  path: '/users/{handle}/follow/notifications',
  summary: 'Whether you are notified of a host',
  security: bearer,
  middleware: [authenticate],
  request: { params: handleParamSchema },
  responses: {
    200: success(hostNotificationsSchema, 'When they go live, and shortly before. Not found: you do not follow them.'),
    ...hostProblems,
  },
});

const setOfHost = createRoute({
  method: 'put',
  path: '/users/{handle}/follow/notifications',
  summary: 'Be notified of a host, or not',
  description: 'It stands on your follow, and goes with it.',
  security: bearer,
  middleware: [authenticate],
  request: { params: handleParamSchema, ...jsonRequest(hostNotificationsSchema) },
  responses: { 200: success(hostNotificationsSchema, 'As it is now.'), ...hostProblems },
});

/** Where the caller is notified, and of whom: the origin keeps it. */
export function notificationRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(register, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const body = { ...c.req.valid('json'), deviceId: caller.claims.did };
    const request = {
      method: 'POST',
      path: internalPaths.pushTokens,
      body,
      actor: actorOf(caller, country),
      requestId,
    } as const;
    const device = await services.origin.call(request, storedPushDeviceSchema);
    return c.json({ success: true as const, data: { ...device, current: true } }, 201);
  });

  app.openapi(list, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const request = {
      method: 'GET',
      path: internalPaths.pushTokens,
      actor: actorOf(caller, country),
      requestId,
    } as const;
    const { items } = await services.origin.call(request, storedPushDevicesSchema);
    const shown = items.map((device) => ({ ...device, current: device.deviceId === caller.claims.did }));
    return c.json({ success: true as const, data: { items: shown } }, 200);
  });

  app.openapi(remove, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.pushToken(c.req.valid('param').id);
    await services.origin.send({ method: 'DELETE', path, actor: actorOf(caller, country), requestId });
    return c.json({ success: true as const, data: {} }, 200);
  });

  app.openapi(ofHost, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.hostNotifications(await accountOfHandle(services, c.req.valid('param').handle));
    const request = { method: 'GET', path, actor: actorOf(caller, country), requestId } as const;
    return c.json({ success: true as const, data: await services.origin.call(request, hostNotificationsSchema) }, 200);
  });

  app.openapi(setOfHost, async (c) => {
    const { services, caller, country, requestId } = c.var;
    const path = internalPaths.hostNotifications(await accountOfHandle(services, c.req.valid('param').handle));
    const request = {
      method: 'PUT',
      path,
      body: c.req.valid('json'),
      actor: actorOf(caller, country),
      requestId,
    } as const;
    return c.json({ success: true as const, data: await services.origin.call(request, hostNotificationsSchema) }, 200);
  });
}

const storedPushDevicesSchema = z.strictObject({ items: z.array(storedPushDeviceSchema) });
