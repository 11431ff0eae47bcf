import { createHash } from 'node:crypto';
import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import { appealDecisionSchema, appealRequestSchema, sanctionParamSchema } from '@halobuzz/core/api/moderation';
import { AppError } from '@halobuzz/core/errors/app-error';
import { base32 } from '@halobuzz/core/ids';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { AuditLog } from '../audit/audit-log.ts';
import { requireActor, requireStaff } from '../http/authenticate.ts';
import { cursorPage, decodeCursor } from '../http/cursor.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseParams, parseQuery } from '../http/validate.ts';
import type { MediaRemovals } from '../media/media-removals.ts';
import type { PeopleStore } from '../people/people.ts';
import type { LivestreamStore } from '../streams/livestream-store.ts';
import type { RoomRules } from './room-rules.ts';
import { type Sanction, type SanctionPoint, type Sanctions, sanctionView } from './sanctions.ts';

export interface ModerationRouteDeps {
  readonly sanctions: Sanctions;
  readonly rules: Pick<RoomRules, 'lift'>;
  readonly people: Pick<PeopleStore, 'shown'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly livestreams: Pick<LivestreamStore, 'liveOfHost'>;
  readonly mediaRemovals: Pick<MediaRemovals, 'restore'>;
  readonly clock: () => number;
}

const cursorSchema = z.tuple([z.int().min(0), z.string().max(64)]);

/** Sanctions in rooms: for the people concerned, for hosts, and for staff who decide appeals. */
export function moderationRoutes(deps: ModerationRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  /** What the actor got. */
  routes.get('/sanctions', async (c) => {
    const { account } = requireActor(c.get('actor'));
    return page(deps, c, false, pointOf, (after, limit) => deps.sanctions.list({ accountId: account }, after, limit));
  });

  /** What is and was given in the actor's own rooms. */
  routes.get('/rooms/sanctions', async (c) => {
    const { account } = requireActor(c.get('actor'));
    return page(deps, c, true, pointOf, (after, limit) => deps.sanctions.list({ hostId: account }, after, limit));
  });

  routes.get('/rooms/moderators', async (c) => {
    const { account } = requireActor(c.get('actor'));
    const found = await deps.sanctions.moderatorsOf(account);
    const people = await deps.people.shown(found.map(({ accountId }) => accountId));
    const items = found.map(({ accountId, sinceMs }) => {
      const handle = people.get(accountId)?.handle;
      return { accountId, ...(handle === undefined ? {} : { handle }), since: new Date(sinceMs).toISOString() };
    });
    return c.json({ success: true, data: { items } });
  });

  routes.post('/rooms/sanctions/:id/appeal', async (c) => {
    const { account } = requireActor(c.get('actor'));
    const { id } = parseParams(c, sanctionParamSchema);
    const { text } = parseBody(c, appealRequestSchema);
    const found = await deps.sanctions.appeal(id, account, text, deps.clock());
    if (found === 'absent') throw new AppError('not_found');
    if (found === 'conflict') throw new AppError('conflict');
    return c.json({ success: true, data: { sanction: sanctionView(found, deps.clock(), false) } }, 201);
  });

  routes.get('/appeals', async (c) => {
    requireStaff(c, 'decide_reports');
    const appealPoint = (one: Sanction): SanctionPoint => ({ atMs: one.appeal?.atMs ?? 0, id: one.id });
    return page(deps, c, true, appealPoint, (after, limit) => deps.sanctions.openAppeals(after, limit));
  });

  /** Decided once; what is lifted is lifted in a live room at once. Repeating a decision does what may be left of it. */
  routes.post('/appeals/:id/decision', async (c) => {
    const decider = requireStaff(c, 'decide_reports');
    const { id } = parseParams(c, sanctionParamSchema);
    const { outcome, note } = parseBody(c, appealDecisionSchema);
    const decision = { by: decider.account, outcome, note, atMs: deps.clock() };
    const found = await deps.sanctions.decide(id, decision);
    if (found === 'absent') throw new AppError('not_found');
    if (found === 'forbidden') throw new AppError('forbidden');
    if (found === 'conflict') throw new AppError('conflict');
    if (outcome === 'lifted') {
      const live = await deps.livestreams.liveOfHost(found.hostId);
      const kind = found.kind === 'ban' ? 'unban' : 'unmute';
      if (live !== undefined) {
        await deps.rules.lift(live.id, kind, found.accountId);
        const { accountId: account } = found;
        if (kind === 'unban') await deps.mediaRemovals.restore({ roomId: live.id, account, bar: 'join' });
      }
    }
    await deps.audit.append({
      id: decisionIdOf(found),
      atMs: found.appeal?.decidedAtMs ?? decision.atMs,
      actor: decider.account,
      action: 'appeal.decided',
      subject: found.accountId,
      details: { sanction: id, outcome, room: found.roomId },
    });
    return c.json({ success: true, data: { sanction: sanctionView(found, deps.clock(), true) } });
  });

  return routes;
}

async function page(
  deps: ModerationRouteDeps,
  c: Context<OriginEnv>,
  withGiver: boolean,
  pointOf: (sanction: Sanction) => SanctionPoint,
  read: (after: SanctionPoint | undefined, limit: number) => Promise<readonly Sanction[]>,
): Promise<Response> {
  const { cursor, limit } = parseQuery(c, pageQuerySchema);
  const [atMs, id] = cursor === undefined ? [] : decodeCursor(cursor, cursorSchema);
  const after = atMs === undefined || id === undefined ? undefined : { atMs, id };
  const found = await read(after, limit + 1);
  const { items, ...next } = cursorPage(found, limit, (last) => {
    const point = pointOf(last);
    return [point.atMs, point.id];
  });
  const nowMs = deps.clock();
  const people = withGiver ? await deps.people.shown(items.map(({ accountId }) => accountId)) : undefined;
  const views = items.map((one) => sanctionView(one, nowMs, withGiver, people?.get(one.accountId)?.handle));
  return c.json({ success: true, data: { items: views, ...next } });
}

function pointOf({ atMs, id }: Sanction): SanctionPoint {
  return { atMs, id };
}

/** One appeal is decided once, so its audit record has one id. */
function decisionIdOf({ id }: Sanction): string {
  return `au_${base32(createHash('sha256').update(`appeal:${id}`).digest().subarray(0, 16))}`;
}
