import { internalPaths } from '@halobuzz/core/api/internal';
import { webhookParamSchema } from '@halobuzz/core/api/payments';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { WEBHOOK_HEADER_PREFIX, webhookHeaders } from '@halobuzz/core/payments/webhook-headers';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { readWebhookBytes } from '../http/webhook-bytes.ts';

const answer = z.strictObject({ repeated: z.boolean() }).meta({ example: { repeated: false } });

const webhook = createRoute({
  method: 'post',
  path: '/webhooks/{provider}',
  summary: 'What a payment provider tells',
  description:
    'For providers alone: the bytes and the headers they prove themselves by are passed on as they came, and stored before they are answered. The same event again changes nothing.',
  request: { params: webhookParamSchema },
  responses: {
    200: success(answer, 'It is stored. `repeated`: it was stored before.'),
    ...problems('webhook_invalid', 'payload_too_large', 'not_found'),
  },
});

/**
 * Webhooks of payment providers. Must be registered before anything that reads bodies: what is signed are the bytes. Nothing
 * is parsed here; the origin, which has the providers' keys, verifies.
 */
export function webhookRoutes(app: OpenAPIHono<EdgeEnv>): void {
  // Described here, handled below: the described route would parse the body.
  app.openAPIRegistry.registerPath({ ...webhook, path: webhook.path });
  app.post('/webhooks/:provider', async (c) => {
    const { services, requestId } = c.var;
    const known = webhookParamSchema.safeParse(c.req.param());
    if (!known.success) throw new AppError('not_found');
    const { provider } = known.data;
    const headers: Record<string, string> = {};
    for (const name of webhookHeaders[provider]) {
      const value = c.req.header(name);
      if (value === undefined || value.length > limits.webhookHeaderCharsMax) throw new AppError('webhook_invalid');
      headers[WEBHOOK_HEADER_PREFIX + name] = value;
    }
    const raw = { body: await readWebhookBytes(c.req.raw, limits.webhookBodyBytesMax), headers };
    const path = internalPaths.webhook(provider);
    const data = await services.origin.call({ method: 'POST', path, raw, requestId }, answer);
    return c.json({ success: true as const, data }, 200);
  });
}
