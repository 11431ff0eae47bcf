import { imageDataSchema, imageFileParamSchema, imageTypes } from '@halobuzz/core/api/images';
import { internalPaths, madeImageSchema, roomParamSchema } from '@halobuzz/core/api/internal';
import { AppError } from '@halobuzz/core/errors/app-error';
import { fieldErrorsOf } from '@halobuzz/core/errors/problem';
import { limits } from '@halobuzz/core/limits';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { bearer, emptyRequest, problems, success } from '../http/describe.ts';
import type { EdgeEnv } from '../http/edge-env.ts';
import { fromBase64, pictureBytesOf } from '../images/picture-body.ts';
import { sweepQuietly } from '../images/sweep-images.ts';
import { actorOf, authenticate } from '../middleware/authenticate.ts';
import { requireGoodStanding } from '../middleware/good-standing.ts';

const picture = z.string().meta({ format: 'binary' });
const pictureRequest = {
  body: { required: true, content: Object.fromEntries(imageTypes.map((type) => [type, { schema: picture }])) },
} as const;
const shown = success(imageDataSchema, 'It is shown from now on; the one before is not.');
const takes =
  'The body is the picture: JPEG, PNG or WebP, by what it is and not by what a header says. New files are made of it, in two sizes, upright and without metadata.';
const taking = [
  ...(['validation_failed', 'unauthenticated', 'payload_too_large'] as const),
  ...(['image_refused', 'rate_limited', 'account_suspended'] as const),
] as const;

const putAvatar = createRoute({
  method: 'put',
  path: '/users/me/avatar',
  summary: 'Set your picture',
  description: takes,
  security: bearer,
  request: pictureRequest,
  responses: { 200: shown, ...problems(...taking) },
});
const putCover = createRoute({
  method: 'put',
  path: '/streams/{id}/cover',
  summary: 'Set the picture of your broadcast',
  description: `${takes} At any time before the broadcast is over.`,
  security: bearer,
  request: { params: roomParamSchema, ...pictureRequest },
  responses: {
    200: shown,
    ...problems(...taking, ...(['room_not_found', 'stream_not_yours', 'room_ended'] as const)),
  },
});
const deleteAvatar = createRoute({
  method: 'delete',
  path: '/users/me/avatar',
  summary: 'Take your picture away',
  description: 'May be repeated.',
  security: bearer,
  middleware: [authenticate],
  request: emptyRequest,
  responses: {
    200: success(z.strictObject({}), 'You have none.'),
    ...problems('validation_failed', 'unauthenticated'),
  },
});
const getImage = createRoute({
  method: 'get',
  path: '/images/{image}',
  summary: 'A picture',
  description:
    'By the key that profiles and broadcasts name; with `-small` behind it, the one for lists. It never changes.',
  request: { params: imageFileParamSchema },
  responses: {
    200: { description: 'The picture.', content: { 'image/webp': { schema: picture } } },
    ...problems('validation_failed', 'not_found'),
  },
});

/** Sending pictures. Must be registered before anything that reads bodies: these are no JSON. */
export function imageUploadRoutes(app: OpenAPIHono<EdgeEnv>): void {
  // Described here, handled below: the described routes would read the body as they know bodies.
  app.openAPIRegistry.registerPath({ ...putAvatar, path: putAvatar.path });
  app.openAPIRegistry.registerPath({ ...putCover, path: putCover.path });

  app.put('/users/me/avatar', authenticate, requireGoodStanding, (c) => take(c, internalPaths.avatar));

  app.put('/streams/:id/cover', authenticate, requireGoodStanding, (c) => {
    const params = roomParamSchema.safeParse(c.req.param());
    if (!params.success) throw new AppError('validation_failed', { errors: fieldErrorsOf(params.error) });
    return take(c, internalPaths.cover(params.data.id));
  });
}

/** Pictures as everybody sees them, and taking one's own away. */
export function imageRoutes(app: OpenAPIHono<EdgeEnv>): void {
  app.openapi(deleteAvatar, async (c) => {
    const { services, requestId, caller, country } = c.var;
    const actor = actorOf(caller, country);
    await services.origin.send({ method: 'POST', path: internalPaths.deleteAvatar, body: {}, actor, requestId });
    c.executionCtx.waitUntil(sweepQuietly(services));
    return c.json({ success: true as const, data: {} }, 200);
  });

  app.openapi(getImage, async (c) => {
    const { image } = c.req.valid('param');
    const found = await c.get('services').imageFiles.get(image);
    if (found === undefined) throw new AppError('not_found');
    const headers = { 'content-type': 'image/webp', etag: found.httpEtag, 'content-length': String(found.size) };
    return c.body(found.body, 200, headers);
  });
}

/** Made by the origin, stored here, then shown: what fails on the way is never seen, and its files are swept. */
async function take(c: Context<EdgeEnv>, path: string) {
  const { services, requestId, caller, country } = c.var;
  const asked = { requestId, actor: actorOf(caller, country) };
  const raw = { body: await pictureBytesOf(c.req.raw), headers: {} };
  const timeoutMs = limits.imageMakingMs;
  const { key, large, small } = await services.origin.call(
    { method: 'PUT', path, raw, timeoutMs, ...asked },
    madeImageSchema,
  );
  await services.imageFiles.put(key, { large: fromBase64(large), small: fromBase64(small) });
  const show = { method: 'POST', path: internalPaths.showImage(key), body: {}, ...asked } as const;
  const data = await services.origin.call(show, imageDataSchema);
  c.executionCtx.waitUntil(sweepQuietly(services));
  return c.json({ success: true as const, data }, 200);
}
