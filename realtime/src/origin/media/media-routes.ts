import { roomParamSchema } from '@halobuzz/core/api/internal';
import { INTERNAL_MEDIA_SIGNATURE_HEADER } from '@halobuzz/core/api/media';
import { AppError } from '@halobuzz/core/errors/app-error';
import { Hono } from 'hono';
import { requireActor } from '../http/authenticate.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseNoBody, parseParams } from '../http/validate.ts';
import { hearMediaEvent, type MediaEventDeps } from './media-events.ts';
import { type MediaFactsDeps, mediaFacts } from './media-facts.ts';
import type { MediaSettings } from './media-settings.ts';

export type MediaRouteDeps = MediaFactsDeps &
  MediaEventDeps & {
    readonly mediaSettings: MediaSettings;
    readonly onMediaEvent: (result: 'known' | 'other' | 'refused') => void;
  };

/** `/rooms/:id/media` and what the media server tells. */
export function mediaRoutes(deps: MediaRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.post('/rooms/:id/media', async (c) => {
    const actor = requireActor(c.get('actor'));
    const { id } = parseParams(c, roomParamSchema);
    parseNoBody(c);
    return c.json({ success: true, data: await mediaFacts(deps, id, actor) });
  });

  routes.post('/webhooks/agora', async (c) => {
    if (deps.mediaSettings.state === 'off') throw new AppError('not_found');
    const event = { body: c.get('bodyBytes'), signature: c.req.header(INTERNAL_MEDIA_SIGNATURE_HEADER) ?? '' };
    const known = await hearMediaEvent(deps, deps.mediaSettings.eventSecrets, event).catch((error: unknown) => {
      deps.onMediaEvent('refused');
      throw error;
    });
    deps.onMediaEvent(known ? 'known' : 'other');
    return c.json({ success: true, data: { known } });
  });

  return routes;
}
