import { accountParamSchema } from '@halobuzz/core/api/admin';
import { deviceParamSchema } from '@halobuzz/core/api/auth-devices';
import { internalPushTokenSchema } from '@halobuzz/core/api/internal';
import { hostNotificationsSchema } from '@halobuzz/core/api/notifications';
import { AppError } from '@halobuzz/core/errors/app-error';
import { Hono } from 'hono';
import { requireActor } from '../http/authenticate.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseNoBody, parseParams } from '../http/validate.ts';
import type { FollowMutes } from './follow-mutes.ts';
import type { PushDevice, PushTokens } from './push-tokens.ts';

export interface NotificationRouteDeps {
  readonly pushTokens: PushTokens;
  readonly followMutes: FollowMutes;
}

/** Where the actor is notified, and of whom. */
export function notificationRoutes({ pushTokens, followMutes }: NotificationRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.get('/push-tokens', async (c) => {
    const { account } = requireActor(c.get('actor'));
    return c.json({ success: true, data: { items: (await pushTokens.devicesOf(account)).map(deviceView) } });
  });

  routes.post('/push-tokens', async (c) => {
    const { account, session: sessionId, country, adult } = requireActor(c.get('actor'));
    const registration = parseBody(c, internalPushTokenSchema);
    const facts = { account, sessionId, country, adult: adult === true };
    const device = await pushTokens.register({ ...registration, ...facts });
    return c.json({ success: true, data: deviceView(device) }, 201);
  });

  routes.delete('/push-tokens/:id', async (c) => {
    const { account } = requireActor(c.get('actor'));
    const { id } = parseParams(c, deviceParamSchema);
    parseNoBody(c);
    await pushTokens.remove(account, id);
    return c.json({ success: true, data: {} });
  });

  routes.get('/people/:id/notifications', async (c) => {
    const { account } = requireActor(c.get('actor'));
    const { id } = parseParams(c, accountParamSchema);
    const muted = await followMutes.isMuted(account, id);
    if (muted === undefined) throw new AppError('not_found');
    return c.json({ success: true, data: { on: !muted } });
  });

  routes.put('/people/:id/notifications', async (c) => {
    const { account } = requireActor(c.get('actor'));
    const { id } = parseParams(c, accountParamSchema);
    const { on } = parseBody(c, hostNotificationsSchema);
    if (!(await followMutes.setMuted(account, id, !on))) throw new AppError('not_found');
    return c.json({ success: true, data: { on } });
  });

  return routes;
}

function deviceView({ deviceId, platform, registeredAtMs, seenAtMs }: PushDevice) {
  const [registeredAt, seenAt] = [new Date(registeredAtMs).toISOString(), new Date(seenAtMs).toISOString()];
  return { deviceId, platform, registeredAt, seenAt };
}
