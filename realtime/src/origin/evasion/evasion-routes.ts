import { accountParamSchema } from '@halobuzz/core/api/admin';
import {
  evasionLinkQuerySchema,
  evasionSignalSchema,
  linkDecisionSchema,
  linkParamSchema,
} from '@halobuzz/core/api/evasion';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { Hono } from 'hono';
import { z } from 'zod';
import { requireStaff } from '../http/authenticate.ts';
import { cursorPage, decodeCursor } from '../http/cursor.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseParams, parseQuery } from '../http/validate.ts';
import type { StaffHandles } from '../mongo/mongo-staff-handles.ts';
import { type Evasion, type KeptLink, linkView } from './evasion.ts';
import { findLinks } from './find-links.ts';

export interface EvasionRouteDeps {
  readonly evasion: Evasion;
  readonly staffHandles: StaffHandles;
}

const cursorSchema = z.tuple([z.number().min(0).max(1), z.string().max(64)]);

/** Accounts that may be of one person who was banned: reported by the edge, looked at by people. */
export function evasionRoutes(deps: EvasionRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  const shown = async (links: readonly KeptLink[]) => {
    const people = await deps.staffHandles.of(links.flatMap(({ accountId, bannedId }) => [accountId, bannedId]));
    return links.map((link) => linkView(link, people));
  };

  routes.post('/evasion/signals', async (c) => {
    const signal = parseBody(c, evasionSignalSchema);
    await deps.evasion.note(signal);
    await findLinks(deps.evasion, signal.accountId);
    return c.json({ success: true, data: {} }, 201);
  });

  routes.get('/evasion/links', async (c) => {
    const { account } = requireStaff(c, 'decide_reports');
    const { state, cursor, limit } = parseQuery(c, evasionLinkQuerySchema);
    const [strength, id] = cursor === undefined ? [] : decodeCursor(cursor, cursorSchema);
    const after = strength === undefined || id === undefined ? undefined : { strength, id };
    const found = await deps.evasion.queue(state, account, after, limit + 1);
    const { items, ...next } = cursorPage(found, limit, (last) => [last.strength, last.id]);
    return c.json({ success: true, data: { items: await shown(items), ...next } });
  });

  routes.get('/evasion/accounts/:id/links', async (c) => {
    const { account } = requireStaff(c, 'decide_reports');
    const { id } = parseParams(c, accountParamSchema);
    const found = await deps.evasion.of(id, account, limits.pageItemsMax);
    return c.json({ success: true, data: { items: await shown(found) } });
  });

  routes.post('/evasion/links/:id', async (c) => {
    const { account } = requireStaff(c, 'decide_reports');
    const { id } = parseParams(c, linkParamSchema);
    const { version, outcome, note, reason } = parseBody(c, linkDecisionSchema);
    const found = await deps.evasion.decide(id, { by: account, version, outcome, note, reason });
    if (found === 'absent') throw new AppError('not_found');
    if (found === 'forbidden') throw new AppError('forbidden');
    if (found === 'conflict') throw new AppError('conflict');
    const [link] = await shown([found]);
    return c.json({ success: true, data: { link } });
  });

  return routes;
}
