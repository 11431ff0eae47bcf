import { accountParamSchema } from '@halobuzz/core/api/admin';
import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import { internalReportSchema } from '@halobuzz/core/api/internal';
import { AppError } from '@halobuzz/core/errors/app-error';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { requireActor } from '../http/authenticate.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseNoBody, parseParams, parseQuery } from '../http/validate.ts';
import { type PeopleDeps, peoplePage, requirePerson } from './people.ts';
import { type ProfileDeps, profileOf } from './profile.ts';
import type { RelationList, Relations } from './relations.ts';
import type { ReportedContent } from './reports.ts';

const cursorSchema = z.tuple([z.int().min(0).max(8_640_000_000_000_000), z.string().max(64)]);

/** `/people`, `/blocks`, `/reports`. Every act is the actor's own: no id of a doer is ever taken from the request. */
export function peopleRoutes(deps: PeopleDeps & ProfileDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.get('/people/:id', async (c) => {
    const { id } = parseParams(c, accountParamSchema);
    return c.json({ success: true, data: await profileOf(deps, id, c.get('actor')) });
  });

  async function act(c: Context<OriginEnv>, change: 'follow' | 'unfollow' | 'block' | 'unblock') {
    const { account } = requireActor(c.get('actor'));
    const { id } = parseParams(c, accountParamSchema);
    parseNoBody(c);
    if (id === account) throw new AppError('not_yourself');
    // Who is gone may still be let go of.
    if (change === 'follow' || change === 'block') await requirePerson(deps, id);
    const relations: Pick<Relations, typeof change> = deps.relations;
    await relations[change](account, id);
    if (change === 'block' || change === 'unblock') await tellBroadcast(deps, account, id, change);
    return c.json({ success: true, data: { relation: await deps.relations.between(account, id) } });
  }
  routes.post('/people/:id/follow', (c) => act(c, 'follow'));
  routes.post('/people/:id/unfollow', (c) => act(c, 'unfollow'));
  routes.post('/people/:id/block', (c) => act(c, 'block'));
  routes.post('/people/:id/unblock', (c) => act(c, 'unblock'));

  async function page(c: Context<OriginEnv>, list: RelationList, ownerId: string) {
    const { cursor, limit } = parseQuery(c, pageQuerySchema);
    const point = cursor === undefined ? undefined : decodeCursor(cursor, cursorSchema);
    const after = point === undefined ? undefined : { atMs: point[0], id: point[1] };
    const { items, last } = await peoplePage(deps, list, ownerId, c.get('actor')?.account, { after, limit });
    const next = last === undefined ? {} : { next: encodeCursor([last.atMs, last.id]) };
    return c.json({ success: true, data: { items, ...next } });
  }
  routes.get('/people/:id/followers', (c) => page(c, 'followers', parseParams(c, accountParamSchema).id));
  routes.get('/people/:id/following', (c) => page(c, 'following', parseParams(c, accountParamSchema).id));
  routes.get('/blocks', (c) => page(c, 'blocks', requireActor(c.get('actor')).account));

  routes.post('/reports', async (c) => {
    const { account } = requireActor(c.get('actor'));
    const report = parseBody(c, internalReportSchema);
    const about = await reportedContent(deps, report.target);
    if (about.accountId === account) throw new AppError('not_yourself');
    const reportId = await deps.reports.open({ ...report, reporterId: account, about });
    return c.json({ success: true, data: { reportId } }, 201);
  });

  return routes;
}

/** Whom a host blocks is out of the broadcast, room and media; not who moderates every room, as at the join. */
async function tellBroadcast(
  { livestreams, mediaRemovals, rooms, accounts }: PeopleDeps,
  host: string,
  account: string,
  change: 'block' | 'unblock',
): Promise<void> {
  const live = await livestreams.liveOfHost(host);
  if (live === undefined) return;
  if (change === 'unblock') {
    await mediaRemovals.restore({ roomId: live.id, account, bar: 'join' });
    await rooms.letBack(live.id, account);
    return;
  }
  if (await accounts.moderatesEveryRoom(account)) return;
  await mediaRemovals.remove({ roomId: live.id, account, kind: 'ban' });
  await rooms.sendAway(live.id, host, account);
}

/** What a report is about, as it is now. @throws AppError `not_found`, `room_not_found` */
async function reportedContent(
  deps: PeopleDeps,
  target: z.infer<typeof internalReportSchema>['target'],
): Promise<ReportedContent> {
  if (target.kind === 'user' || target.kind === 'profile') {
    const { id, handle, displayName, bio, avatar } = await requirePerson(deps, target.id);
    const live = await deps.livestreams.liveOfHost(id);
    const image = avatar === undefined ? {} : { image: avatar };
    return { accountId: id, viewers: live?.currentViewers ?? 0, snapshot: { handle, displayName, bio, ...image } };
  }
  const livestream = await deps.livestreams.get(target.kind === 'room' ? target.id : target.roomId);
  // A draft is its host's alone; one with a time is shown, and so may be reported.
  const hidden = livestream?.status === 'draft' && livestream.scheduledAtMs === undefined;
  if (livestream === undefined || hidden) throw new AppError('room_not_found');
  const { hostId, hostHandle, title, cover } = livestream;
  const viewers = livestream.status === 'live' ? livestream.currentViewers : 0;
  if (target.kind === 'room') {
    const image = cover === undefined ? {} : { image: cover };
    return { accountId: hostId, viewers, snapshot: { handle: hostHandle, title, ...image } };
  }
  const message = await deps.reports.messageOf(livestream.id, target.id);
  if (message === undefined) return { accountId: undefined, viewers, snapshot: { title } };
  const author = (await deps.people.shown([message.fromId])).get(message.fromId)?.handle;
  const handle = author === undefined ? {} : { handle: author };
  return { accountId: message.fromId, viewers, snapshot: { title, text: message.text, ...handle } };
}
