import { chatContextRequestSchema } from '@halobuzz/core/api/chat-log';
import { roomParamSchema } from '@halobuzz/core/api/internal';
import {
  endBroadcastSchema,
  roomActRequestSchema,
  type WatchedRoomDetail,
  watchQuerySchema,
} from '@halobuzz/core/api/watch';
import type { RandomBytes } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { Hono } from 'hono';
import { type ChatContextDeps, chatAround, chatPage, viewsOf } from '../chat-log/chat-context.ts';
import { requireStaff } from '../http/authenticate.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseParams, parseQuery } from '../http/validate.ts';
import type { EndedLivestream, LiveLivestream } from '../streams/livestream.ts';
import { type ActInRoomDeps, actInRoom, endByStaff } from './act-in-room.ts';
import { roomActView } from './room-act.ts';
import { type WatchListDeps, watchedRoom, watchList } from './watch-list.ts';

export type WatchRouteDeps = WatchListDeps & ActInRoomDeps & ChatContextDeps & { readonly random: RandomBytes };

/** Live rooms as moderators watch them, and what they do about them. */
export function watchRoutes(deps: WatchRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.get('/watch', async (c) => {
    requireStaff(c, 'moderate_any_room');
    const { limit } = parseQuery(c, watchQuerySchema);
    return c.json({ success: true, data: await watchList(deps, limit) });
  });

  routes.get('/watch/:id', async (c) => {
    requireStaff(c, 'moderate_any_room');
    const { id } = parseParams(c, roomParamSchema);
    return c.json({ success: true, data: await detailOf(deps, await begunStream(deps, id)) });
  });

  /** A POST, as why somebody reads it stands in the audit log and not in an address. */
  routes.post('/watch/:id/chat', async (c) => {
    const { account } = requireStaff(c, 'moderate_any_room');
    const { id } = parseParams(c, roomParamSchema);
    const { around, before, reason } = parseBody(c, chatContextRequestSchema);
    const { hostId } = await begunStream(deps, id);
    await deps.audit.append({
      id: newOpaqueId('au', deps.random),
      ...{ atMs: deps.clock(), actor: account, action: 'chat.read', subject: hostId, reason },
      requestId: c.get('requestId'),
      details: { room: id, ...(around === undefined ? {} : { message: around }) },
    });
    const found = around === undefined ? chatPage(deps, id, msOf(before)) : chatAround(deps, id, around);
    return c.json({ success: true, data: await found });
  });

  routes.post('/watch/:id/end', async (c) => {
    const actor = requireStaff(c, 'moderate_any_room');
    const { id } = parseParams(c, roomParamSchema);
    const { act } = await endByStaff(deps, actor, id, parseBody(c, endBroadcastSchema));
    return c.json({ success: true, data: { act: roomActView(act) } });
  });

  routes.post('/watch/:id/acts', async (c) => {
    const actor = requireStaff(c, 'moderate_any_room');
    const { id } = parseParams(c, roomParamSchema);
    const act = await actInRoom(deps, actor, id, parseBody(c, roomActRequestSchema));
    return c.json({ success: true, data: { act: roomActView(act) } });
  });

  return routes;
}

/** @throws AppError `room_not_found`, also for a draft, which is its host's alone */
async function begunStream(deps: WatchRouteDeps, id: string): Promise<LiveLivestream | EndedLivestream> {
  const livestream = await deps.livestreams.get(id);
  if (livestream === undefined || livestream.status === 'draft') throw new AppError('room_not_found');
  return livestream;
}

async function detailOf(
  deps: WatchRouteDeps,
  livestream: LiveLivestream | EndedLivestream,
): Promise<WatchedRoomDetail> {
  const { id, hostId } = livestream;
  // What is said behind a door is read with a reason alone.
  const open = livestream.privacy.visibility === 'public' && livestream.status === 'live';
  const [room, totals, state, said, streams, acts, barredUntilMs] = await Promise.all([
    watchedRoom(deps, livestream),
    deps.rooms.totals(id),
    deps.roomStaff.state(id),
    open ? deps.roomChat.newest(id, limits.chatLogPageMessagesMax) : [],
    deps.livestreams.endedOfHost(hostId, undefined, limits.hostHistoryStreamsMax),
    deps.roomActs.ofHost(hostId, limits.roomActsShownMax),
    deps.roomActs.barredUntil(hostId, deps.clock()),
  ]);
  const summary = livestream.status === 'ended' ? livestream.summary : undefined;
  const figures = totals ?? summary;
  return {
    room: {
      ...{ ...room, status: livestream.status },
      ...(livestream.status === 'ended' ? { endedAt: iso(livestream.endedAtMs) } : {}),
    },
    figures: {
      peakViewers: figures?.peakViewers ?? 0,
      uniqueViewers: figures?.uniqueViewers ?? 0,
      likes: figures?.likes ?? 0,
      gifts: figures?.gifts ?? 0,
      coins: String(figures?.coins ?? 0n),
      hostOnline: livestream.status === 'live' && state?.hostOnline === true,
      chatClosed: state?.chatClosed ?? false,
    },
    chat: await viewsOf(
      deps,
      said.map((one) => ({ ...one, removed: undefined })),
    ),
    history: {
      streams: streams.map((one) => ({
        ...{ id: one.id, title: one.title, endReason: one.endReason, peakViewers: one.summary.peakViewers },
        ...{ startedAt: iso(one.startedAtMs), endedAt: iso(one.endedAtMs) },
      })),
      acts: acts.map(roomActView),
      ...(barredUntilMs === undefined ? {} : { barredUntil: iso(barredUntilMs) }),
    },
  };
}

function msOf(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}
