import { imageKeySchema } from '@halobuzz/core/api/images';
import { imageKeysSchema, roomParamSchema } from '@halobuzz/core/api/internal';
import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { AuditLog } from '../audit/audit-log.ts';
import { requireActor, requireStaff } from '../http/authenticate.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseNoBody, parseParams } from '../http/validate.ts';
import { ownOpenStream } from '../streams/change-stream.ts';
import type { LivestreamStore } from '../streams/livestream-store.ts';
import type { ImageStore } from './image-store.ts';
import type { SentImage, TakeImage } from './take-image.ts';

export interface ImageRouteDeps {
  readonly images: Pick<ImageStore, 'show' | 'removeAvatar' | 'doomed' | 'forget'>;
  readonly takeImage: TakeImage;
  readonly livestreams: Pick<LivestreamStore, 'get'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

const keyParamSchema = z.strictObject({ key: imageKeySchema });

/**
 * `/images`: the origin makes pictures and knows whose they are, the edge stores their files. Sent, made, stored, shown: in
 * that order, each step by a request of the edge.
 */
export function imageRoutes(deps: ImageRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  async function made(c: Context<OriginEnv>, about: Omit<SentImage, 'bytes'>) {
    const { key, large, small } = await deps.takeImage({ bytes: c.get('bodyBytes'), ...about });
    const data = { key, large: base64(large), small: base64(small) };
    return c.json({ success: true, data }, 201);
  }

  routes.put('/images/avatar', (c) => {
    const { account } = requireActor(c.get('actor'));
    return made(c, { account, kind: 'avatar' });
  });

  // Waits for a version of a gift that names it; who sent it stands in the audit log before anybody can.
  routes.put('/images/gifts', async (c) => {
    const { account } = requireStaff(c, 'change_catalogue');
    const { key, large, small } = await deps.takeImage({ bytes: c.get('bodyBytes'), account, kind: 'gift' });
    const act = { actor: account, action: 'catalogue.image_sent', subject: `image:${key}` } as const;
    const record = { id: newOpaqueId('au', deps.random), atMs: deps.clock(), requestId: c.get('requestId'), ...act };
    await deps.audit.append(record);
    return c.json({ success: true, data: { key, large: base64(large), small: base64(small) } }, 201);
  });

  routes.put('/images/covers/:id', async (c) => {
    const actor = requireActor(c.get('actor'));
    const { id } = parseParams(c, roomParamSchema);
    // Before it is made: what may not be shown costs nothing. Asked again when it is.
    await ownOpenStream(deps, actor, id);
    return made(c, { account: actor.account, kind: 'cover', roomId: id });
  });

  routes.post('/images/avatar/delete', async (c) => {
    const { account } = requireActor(c.get('actor'));
    parseNoBody(c);
    await deps.images.removeAvatar(account);
    return c.json({ success: true, data: {} });
  });

  routes.post('/images/:key/show', async (c) => {
    const { account } = requireActor(c.get('actor'));
    const { key } = parseParams(c, keyParamSchema);
    parseNoBody(c);
    await deps.images.show(key, account);
    return c.json({ success: true, data: { key } });
  });

  // The edge's own acts: no actor is needed.
  routes.post('/images/doomed', async (c) => {
    parseNoBody(c);
    return c.json({ success: true, data: { keys: await deps.images.doomed(limits.imageSweepEntriesMax) } });
  });

  routes.post('/images/deleted', async (c) => {
    await deps.images.forget(parseBody(c, imageKeysSchema).keys);
    return c.json({ success: true, data: {} });
  });

  return routes;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
