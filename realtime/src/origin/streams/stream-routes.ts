import { roomParamSchema } from '@halobuzz/core/api/internal';
import { joinRequestSchema, type Summary } from '@halobuzz/core/api/streams';
import { AppError } from '@halobuzz/core/errors/app-error';
import { accountIdSchema } from '@halobuzz/core/protocol/messages/fields';
import { may } from '@halobuzz/core/roles';
import type { Actor } from '@halobuzz/core/tokens';
import { Hono } from 'hono';
import { z } from 'zod';
import { requireActor } from '../http/authenticate.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseNoBody, parseParams } from '../http/validate.ts';
import type { Relations } from '../people/relations.ts';
import { endStream } from './end-stream.ts';
import type { HostViewers } from './host-viewers.ts';
import { type JoinFactsDeps, joinFacts } from './join-facts.ts';
import { type EndedLivestream, type Livestream, streamView } from './livestream.ts';
import { type MaySeeDeps, maySee } from './may-see.ts';
import type { ReaperDeps } from './reaper.ts';
import { settleSummary, summaryView } from './summary.ts';

export type StreamRouteDeps = ReaperDeps &
  JoinFactsDeps &
  MaySeeDeps & {
    readonly hostViewers: HostViewers;
    readonly relations: Pick<Relations, 'newFollowers'>;
  };

const hostParamSchema = z.strictObject({ id: accountIdSchema });

/** One broadcast, its end, and its room. */
export function streamRoutes(deps: StreamRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.get('/streams/:id', async (c) => {
    const { id } = parseParams(c, roomParamSchema);
    const livestream = await seenStream(deps, id, c.get('actor'));
    return c.json({ success: true, data: { stream: streamView(livestream) } });
  });

  routes.post('/streams/:id/end', async (c) => {
    const actor = requireActor(c.get('actor'));
    const { id } = parseParams(c, roomParamSchema);
    parseNoBody(c);
    const livestream = await deps.livestreams.get(id);
    const isHost = livestream?.hostId === actor.account;
    // A draft is its host's alone: to everybody else there is none.
    if (livestream === undefined || (livestream.status === 'draft' && !isHost)) throw new AppError('room_not_found');
    if (!isHost && !may(actor.roles, 'moderate_any_room')) {
      throw new AppError('stream_not_yours');
    }
    if (livestream.status === 'draft') throw new AppError('stream_not_live');
    const ended = await endStream(deps, id, isHost ? 'host' : 'moderation');
    if (ended?.status !== 'ended') throw new AppError('internal');
    const settled = await settledOrKnown(deps, ended);
    return c.json({
      success: true,
      data: { stream: streamView(settled), summary: await wholeSummary(deps, settled, actor) },
    });
  });

  routes.get('/streams/:id/summary', async (c) => {
    const { id } = parseParams(c, roomParamSchema);
    const livestream = await seenStream(deps, id, c.get('actor'));
    // A running broadcast has no summary yet; its host asks again after the end.
    if (livestream.status === 'live') throw new AppError('summary_not_ready');
    if (livestream.status === 'draft') throw new AppError('stream_not_live');
    const settled = await settledOrKnown(deps, livestream);
    return c.json({ success: true, data: await wholeSummary(deps, settled, c.get('actor')) });
  });

  routes.get('/hosts/:id/viewers', async (c) => {
    const { id } = parseParams(c, hostParamSchema);
    const [live, past] = await Promise.all([deps.livestreams.liveOfHost(id), deps.hostViewers.of(id)]);
    const totals = live === undefined ? undefined : await deps.rooms.totals(live.id);
    const current = live?.currentViewers ?? 0;
    const peak = Math.max(past.peak, current, totals?.peakViewers ?? 0);
    // A running broadcast's people are counted in at its end; until then no fewer than they were here.
    const unique = Math.max(past.unique, totals?.uniqueViewers ?? 0);
    return c.json({ success: true, data: { current, peak, unique } });
  });

  routes.post('/rooms/:id/join', async (c) => {
    const actor = requireActor(c.get('actor'));
    const { id } = parseParams(c, roomParamSchema);
    const { password } = c.get('bodyBytes').byteLength === 0 ? {} : parseBody(c, joinRequestSchema);
    return c.json({ success: true, data: await joinFacts(deps, id, actor, password) });
  });

  return routes;
}

/** A summary with its plots and the followers it brought. */
async function wholeSummary(deps: StreamRouteDeps, ended: EndedLivestream, actor: Actor | undefined): Promise<Summary> {
  const [plots, newFollowers] = await Promise.all([
    deps.livestreams.plots(ended.id),
    deps.relations.newFollowers(ended.hostId, ended.startedAtMs, ended.endedAtMs),
  ]);
  return summaryView(ended, actor, plots, newFollowers);
}

/** The broadcast, for who may know that it is there. @throws AppError `room_not_found` */
async function seenStream(deps: StreamRouteDeps, id: string, actor: Actor | undefined): Promise<Livestream> {
  const livestream = await deps.livestreams.get(id);
  if (livestream === undefined || !(await maySee(deps, livestream, actor))) throw new AppError('room_not_found');
  return livestream;
}

/** The newest summary; while a store is away, the stored one, which then is not final. */
async function settledOrKnown(deps: StreamRouteDeps, ended: EndedLivestream): Promise<EndedLivestream> {
  try {
    return await settleSummary(deps, ended);
  } catch (err) {
    deps.log.warn({ err, roomId: ended.id }, 'a summary could not be brought up to date');
    return ended;
  }
}
