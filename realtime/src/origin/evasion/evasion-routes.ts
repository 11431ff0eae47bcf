import { createHash } from 'node:crypto';
import { accountParamSchema } from '@halobuzz/core/api/admin';
import {
  evasionLinkQuerySchema,
  evasionSignalSchema,
  linkDecisionSchema,
  linkParamSchema,
} from '@halobuzz/core/api/evasion';
import { AppError } from '@halobuzz/core/errors/app-error';
import { base32 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { Hono } from 'hono';
import { z } from 'zod';
import type { AuditLog } from '../audit/audit-log.ts';
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
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: () => number;
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
    requireStaff(c, 'decide_reports');
    const { state, cursor, limit } = parseQuery(c, evasionLinkQuerySchema);
    const [strength, id] = cursor === undefined ? [] : decodeCursor(cursor, cursorSchema);
    const after = strength === undefined || id === undefined ? undefined : { strength, id };
    const found = await deps.evasion.queue(state, after, limit + 1);
    const { items, ...next } = cursorPage(found, limit, (last) => [last.strength, last.id]);
    return c.json({ success: true, data: { items: await shown(items), ...next } });
  });

  routes.get('/evasion/accounts/:id/links', async (c) => {
    requireStaff(c, 'decide_reports');
    const { id } = parseParams(c, accountParamSchema);
    const found = await deps.evasion.of(id, limits.pageItemsMax);
    return c.json({ success: true, data: { items: await shown(found) } });
  });

  /** Decided once. The record is written behind it; repeating a decision writes what may be left of it. */
  routes.post('/evasion/links/:id', async (c) => {
    const { account } = requireStaff(c, 'decide_reports');
    const { id } = parseParams(c, linkParamSchema);
    const { version, outcome, note, reason } = parseBody(c, linkDecisionSchema);
    const found = await deps.evasion.decide(id, { by: account, version, outcome, note });
    if (found === 'absent') throw new AppError('not_found');
    if (found === 'forbidden') throw new AppError('forbidden');
    if (found === 'conflict') throw new AppError('conflict');
    await deps.audit.append({
      id: `au_${base32(createHash('sha256').update(`link:${id}:${found.version}`).digest().subarray(0, 16))}`,
      ...{ atMs: found.decidedAtMs ?? deps.clock(), actor: account, action: 'link.decided', subject: found.accountId },
      ...{ reason, details: { banned: found.bannedId, outcome } },
    });
    const [link] = await shown([found]);
    return c.json({ success: true, data: { link } });
  });

  return routes;
}
