import {
  type DeviceView,
  deviceParamSchema,
  deviceViewSchema,
  removedDeviceDataSchema,
  renameDeviceRequestSchema,
  trustDeviceDataSchema,
} from '@halobuzz/core/api/auth-devices';
import { pageOf, pageQuerySchema } from '@halobuzz/core/api/conventions';
import { AppError } from '@halobuzz/core/errors/app-error';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { DeviceInfo } from '../accounts/devices/device-acts.ts';
import { deviceSecretMac } from '../accounts/devices/device-proof.ts';
import { toBase64Url } from '../bytes.ts';
import { bearer, emptyRequest, jsonRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { newestFirst, pageOfList } from '../http/list-page.ts';
import { authenticate } from '../middleware/authenticate.ts';
import { requireStepUp } from '../middleware/step-up.ts';

const SECRET_BYTES = 32;

const list = createRoute({
  method: 'get',
  path: '/auth/devices',
  summary: 'Your devices',
  security: bearer,
  middleware: [authenticate],
  request: { query: pageQuerySchema },
  responses: {
    200: success(pageOf(deviceViewSchema), 'The devices you signed in from, the one seen last first.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked'),
  },
});

const rename = createRoute({
  method: 'post',
  path: '/auth/devices/{id}/rename',
  summary: 'Name one of your devices',
  security: bearer,
  middleware: [authenticate],
  request: { params: deviceParamSchema, ...jsonRequest(renameDeviceRequestSchema) },
  responses: {
    200: success(deviceViewSchema, 'The device with its new name.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked', 'not_found'),
  },
});

const trust = createRoute({
  method: 'post',
  path: '/auth/devices/{id}/trust',
  summary: 'Trust the device you are using',
  description:
    'For 30 days it is asked for no second factor at sign-in, and a pause that others bring about does not hold it. It proves itself by the secret in the answer, or by the key that its session is bound to. A change of the password or of a factor ends all trust.',
  security: bearer,
  middleware: [authenticate, requireStepUp],
  request: { params: deviceParamSchema, ...emptyRequest },
  responses: {
    200: success(trustDeviceDataSchema, 'The device is trusted.'),
    ...problems(
      'validation_failed',
      'unauthenticated',
      'session_revoked',
      'step_up_required',
      'forbidden',
      'not_found',
    ),
  },
});

const untrust = createRoute({
  method: 'delete',
  path: '/auth/devices/{id}/trust',
  summary: 'Trust a device no more',
  security: bearer,
  middleware: [authenticate],
  request: { params: deviceParamSchema },
  responses: {
    200: success(deviceViewSchema, 'The device is not trusted; its sessions stay.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked', 'not_found'),
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/auth/devices/{id}',
  summary: 'Remove one of your devices',
  security: bearer,
  middleware: [authenticate, requireStepUp],
  request: { params: deviceParamSchema },
  responses: {
    200: success(removedDeviceDataSchema, 'Its sessions are over, their sockets close; trust and key are forgotten.'),
    ...problems('validation_failed', 'unauthenticated', 'session_revoked', 'step_up_required', 'not_found'),
  },
});

/** The caller's own devices. Each is found inside the caller's account: another's id is not found. */
export function deviceRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(list, async (c) => {
    const { sub, did } = c.get('caller').claims;
    const devices = await c.get('services').account(sub).devices();
    const page = pageOfList(
      devices,
      (device) => newestFirst(device.lastSeenAtMs, device.deviceId),
      c.req.valid('query'),
    );
    const data = { ...page, items: page.items.map((device) => viewOf(device, did)) };
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(rename, async (c) => {
    const { sub, did } = c.get('caller').claims;
    const { id } = c.req.valid('param');
    const device = await c.get('services').account(sub).renameDevice(id, c.req.valid('json').name);
    if (device === undefined) throw new AppError('not_found');
    return c.json({ success: true as const, data: viewOf(device, did) }, 200);
  });

  app.openapi(trust, async (c) => {
    const services = c.get('services');
    const { sub, sid, did } = c.get('caller').claims;
    // The secret goes to who asks, so nobody can have another device trusted.
    if (c.req.valid('param').id !== did) throw new AppError('forbidden');
    const deviceSecret = toBase64Url(services.random(SECRET_BYTES));
    const trusted = await services
      .account(sub)
      .trustDevice(sid, await deviceSecretMac(services, sub, did, deviceSecret));
    if (trusted === undefined) throw new AppError('not_found');
    const device = viewOf(trusted.device, did);
    const data = trusted.by === 'secret' ? { device, deviceSecret } : { device };
    return c.json({ success: true as const, data }, 200);
  });

  app.openapi(untrust, async (c) => {
    const { sub, did } = c.get('caller').claims;
    const { id } = c.req.valid('param');
    const device = await c.get('services').account(sub).untrustDevice(id);
    if (device === undefined) throw new AppError('not_found');
    return c.json({ success: true as const, data: viewOf(device, did) }, 200);
  });

  app.openapi(remove, async (c) => {
    const services = c.get('services');
    const { sub } = c.get('caller').claims;
    const ended = await services.account(sub).removeDevice(c.req.valid('param').id);
    if (ended === undefined) throw new AppError('not_found');
    for (const sessionId of ended) services.states.forget(sub, sessionId);
    return c.json({ success: true as const, data: { removed: true as const, sessionsEnded: ended.length } }, 200);
  });
}

function viewOf(device: DeviceInfo, currentId: string): DeviceView {
  const { firstSeenAtMs, lastSeenAtMs, trustedUntilMs, ...shown } = device;
  return {
    ...shown,
    firstSeenAt: new Date(firstSeenAtMs).toISOString(),
    lastSeenAt: new Date(lastSeenAtMs).toISOString(),
    trusted: trustedUntilMs !== null,
    trustedUntil: trustedUntilMs === null ? null : new Date(trustedUntilMs).toISOString(),
    current: device.deviceId === currentId,
  };
}
