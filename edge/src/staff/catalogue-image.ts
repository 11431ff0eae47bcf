import { catalogueImageSchema } from '@halobuzz/core/api/catalogue';
import { imageTypes } from '@halobuzz/core/api/images';
import { internalPaths, madeImageSchema } from '@halobuzz/core/api/internal';
import { limits } from '@halobuzz/core/limits';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { bearer, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { fromBase64, pictureBytesOf } from '../images/picture-body.ts';
import { asCaller } from '../middleware/authenticate.ts';
import { acting, staffProblems } from './staff-access.ts';

const picture = z.string().meta({ format: 'binary' });
const image = createRoute({
  method: 'put',
  path: '/admin/catalogue/images',
  summary: 'Send a picture for a gift',
  description:
    'JPEG, PNG or WebP, by what it is. It is made square, in two sizes, and kept once a version of a gift names its key; otherwise it goes after a day.',
  security: bearer,
  request: {
    body: { required: true, content: Object.fromEntries(imageTypes.map((type) => [type, { schema: picture }])) },
  },
  responses: {
    200: success(catalogueImageSchema, 'Its key.'),
    ...problems(
      'validation_failed',
      'step_up_required',
      'payload_too_large',
      'image_refused',
      'rate_limited',
      ...staffProblems,
    ),
  },
});

/** Sending a picture for a gift. Must be registered before anything that reads bodies: it is no JSON. */
export function catalogueImageRoute(app: OpenAPIHono<EdgeEnv>): void {
  // Described here, handled below: the described routes would read the body as they know bodies.
  app.openAPIRegistry.registerPath({ ...image, path: image.path });
  app.use('/admin/catalogue/images', ...acting('change_catalogue'));
  app.put('/admin/catalogue/images', takePicture);
}

/** Made by the origin, stored here: one that no version ever names is swept with its files. */
async function takePicture(c: Context<EdgeEnv>) {
  const { services } = c.var;
  const raw = { body: await pictureBytesOf(c.req.raw), headers: {} };
  const timeoutMs = limits.imageMakingMs;
  const request = { ...asCaller(c), method: 'PUT', path: internalPaths.giftImage, raw, timeoutMs } as const;
  const { key, large, small } = await services.origin.call(request, madeImageSchema);
  await services.imageFiles.put(key, { large: fromBase64(large), small: fromBase64(small) });
  return c.json({ success: true as const, data: { key } }, 200);
}
