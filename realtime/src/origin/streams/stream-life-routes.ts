import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import {
  internalInviteSchema,
  internalStartDraftSchema,
  internalStartStreamSchema,
  roomParamSchema,
} from '@halobuzz/core/api/internal';
import { type OwnStream, updateStreamRequestSchema } from '@halobuzz/core/api/streams';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { RegionDecision } from '@halobuzz/core/regions/choose-region';
import { Hono } from 'hono';
import { z } from 'zod';
import { requireActor } from '../http/authenticate.ts';
import { cursorPage, decodeCursor } from '../http/cursor.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseNoBody, parseParams, parseQuery } from '../http/validate.ts';
import type { PeopleDeps } from '../people/people.ts';
import { decideRegion, type RegionDeps } from '../regions/regions.ts';
import { type ChangeStreamDeps, changeStream, invite, ownOpenStream, uninvite } from './change-stream.ts';
import { type LiveLivestream, type Livestream, streamView } from './livestream.ts';
import { draftStream, type StartStreamDeps, startDraft, startStream } from './start-stream.ts';
import { summaryView } from './summary.ts';

/** When the last one of a page began. */
const pastCursorSchema = z.tuple([z.int().min(0)]);

export type StreamLifeRouteDeps = Pick<PeopleDeps, 'people'> & StartStreamDeps & ChangeStreamDeps & RegionDeps;

/** What a host does with a broadcast before it is over: `/streams`, and what hangs on one of them. */
export function streamLifeRoutes(deps: StreamLifeRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.post('/streams', async (c) => {
    const actor = requireActor(c.get('actor'));
    const request = parseBody(c, internalStartStreamSchema);
    if (request.draft === true || request.scheduledAt !== undefined) {
      const draft = await draftStream(deps, actor, request);
      return c.json({ success: true, data: { stream: streamView(draft) } }, 201);
    }
    const decision = await decideRegion(deps, request.country);
    const made = await startStream(deps, actor, { ...request, region: decision.region });
    return c.json({ success: true, data: startedView(made, decision) }, 201);
  });

  routes.get('/streams/mine', async (c) => {
    const { account } = requireActor(c.get('actor'));
    const [live, drafts] = await Promise.all([
      deps.livestreams.liveOfHost(account),
      deps.streamSettings.draftsOf(account, limits.streamDraftsMax),
    ]);
    const own = [...(live === undefined ? [] : [live]), ...drafts];
    return c.json({ success: true, data: { items: await Promise.all(own.map((one) => ownView(deps, one))) } });
  });

  routes.get('/streams/mine/ended', async (c) => {
    const actor = requireActor(c.get('actor'));
    const { cursor, limit } = parseQuery(c, pageQuerySchema);
    const [beforeMs] = cursor === undefined ? [] : decodeCursor(cursor, pastCursorSchema);
    const found = await deps.livestreams.endedOfHost(actor.account, beforeMs, limit + 1);
    const { items, ...next } = cursorPage(found, limit, (last) => [last.startedAtMs]);
    const views = items.map((one) => ({ stream: streamView(one), summary: summaryView(one, actor, {}) }));
    return c.json({ success: true, data: { items: views, ...next } });
  });

  routes.patch('/streams/:id', async (c) => {
    const actor = requireActor(c.get('actor'));
    const { id } = parseParams(c, roomParamSchema);
    const changed = await changeStream(deps, actor, id, parseBody(c, updateStreamRequestSchema));
    return c.json({ success: true, data: { stream: await ownView(deps, changed) } });
  });

  routes.delete('/streams/:id', async (c) => {
    const actor = requireActor(c.get('actor'));
    const { id } = parseParams(c, roomParamSchema);
    parseNoBody(c);
    const known = await ownOpenStream(deps, actor, id);
    if (known.status !== 'draft' || !(await deps.streamSettings.discard(id, actor.account))) {
      throw new AppError('stream_not_draft');
    }
    return c.json({ success: true, data: {} });
  });

  routes.post('/streams/:id/start', async (c) => {
    const actor = requireActor(c.get('actor'));
    const { id } = parseParams(c, roomParamSchema);
    const { country } = parseBody(c, internalStartDraftSchema);
    const decision = await decideRegion(deps, country);
    const live = await startDraft(deps, actor, id, { country, region: decision.region });
    return c.json({ success: true, data: startedView(live, decision) });
  });

  routes.get('/streams/:id/invitations', async (c) => {
    const actor = requireActor(c.get('actor'));
    const { id } = parseParams(c, roomParamSchema);
    await ownOpenStream(deps, actor, id);
    return c.json({ success: true, data: await invitationsOf(deps, id) });
  });

  routes.post('/streams/:id/invitations', async (c) => {
    const actor = requireActor(c.get('actor'));
    const { id } = parseParams(c, roomParamSchema);
    const { account, handle } = parseBody(c, internalInviteSchema);
    // As they write it themselves, however the host did.
    const shown = (await deps.people.shown([account])).get(account);
    await invite(deps, actor, id, { account, handle: shown?.handle ?? handle });
    return c.json({ success: true, data: await invitationsOf(deps, id) });
  });

  routes.post('/streams/:id/invitations/withdraw', async (c) => {
    const actor = requireActor(c.get('actor'));
    const { id } = parseParams(c, roomParamSchema);
    await uninvite(deps, actor, id, parseBody(c, internalInviteSchema).account);
    return c.json({ success: true, data: await invitationsOf(deps, id) });
  });

  return routes;
}

async function invitationsOf({ streamSettings }: Pick<StreamLifeRouteDeps, 'streamSettings'>, id: string) {
  const { invited } = await streamSettings.entry(id);
  return { items: invited.map(({ handle, atMs }) => ({ handle, at: new Date(atMs).toISOString() })) };
}

async function ownView(
  { streamSettings }: Pick<StreamLifeRouteDeps, 'streamSettings'>,
  livestream: Livestream,
): Promise<OwnStream> {
  const { invited } = await streamSettings.entry(livestream.id);
  return {
    ...streamView(livestream),
    settings: {
      countryBlocks: [...livestream.privacy.countryBlocks],
      invitations: invited.length,
      ...(livestream.status === 'draft' ? { expiresAt: new Date(livestream.expiresAtMs).toISOString() } : {}),
    },
  };
}

/** A start that was repeated answers what it made the first time: where that opened was decided then. */
function startedView(live: LiveLivestream, decision: RegionDecision) {
  return { stream: streamView(live), ...(live.region === decision.region ? { placement: decision } : {}) };
}
