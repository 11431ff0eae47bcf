import { sanctionReportSchema } from '@halobuzz/core/api/account-sanctions';
import { accountParamSchema } from '@halobuzz/core/api/admin';
import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Revocations } from '../accounts/revocations.ts';
import type { Cases } from '../cases/case.ts';
import { requireStaff } from '../http/authenticate.ts';
import { cursorPage, decodeCursor } from '../http/cursor.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseParams, parseQuery } from '../http/validate.ts';
import type { StaffHandles } from '../mongo/mongo-staff-handles.ts';
import type { Reports } from '../people/reports.ts';
import { type AccountSanctions, accountSanctionView } from './account-sanctions.ts';

export interface AccountSanctionRouteDeps {
  readonly accountSanctions: AccountSanctions;
  readonly revocations: Pick<Revocations, 'restrict'>;
  readonly staffHandles: StaffHandles;
  /** The case behind a sanction learns what became of its appeal. */
  readonly cases: Pick<Cases, 'noteAppeal'>;
  readonly reports: Pick<Reports, 'hasReported'>;
  readonly clock: () => number;
}

const cursorSchema = z.tuple([z.int().min(0), z.string().max(64)]);

/** Sanctions on accounts, as their accounts report them: told to gateways, and listed for staff. */
export function accountSanctionRoutes(deps: AccountSanctionRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.post('/projections/account-sanctions', async (c) => {
    const { sanction, restrictions } = parseBody(c, sanctionReportSchema);
    // First what cannot wait; repeated by the account until both are done. Gateways take the highest version.
    await deps.revocations.restrict(sanction.accountId, restrictions);
    const { caseId, appeal } = sanction;
    if (caseId !== undefined && appeal !== undefined) await deps.cases.noteAppeal(caseId, appeal.status);
    return c.json({ success: true, data: { applied: await deps.accountSanctions.apply(sanction) } });
  });

  routes.get('/account-appeals', async (c) => {
    requireStaff(c, 'decide_reports');
    const { cursor, limit } = parseQuery(c, pageQuerySchema);
    const [atMs, id] = cursor === undefined ? [] : decodeCursor(cursor, cursorSchema);
    const after = atMs === undefined || id === undefined ? undefined : { atMs, id };
    const found = await deps.accountSanctions.openAppeals(after, limit + 1);
    const { items, ...next } = cursorPage(found, limit, (last) => [last.appeal?.atMs ?? 0, last.id]);
    const handles = await deps.staffHandles.of(items.map(({ accountId }) => accountId));
    const nowMs = deps.clock();
    const views = items.map((one) => accountSanctionView(one, nowMs, handles.get(one.accountId)));
    return c.json({ success: true, data: { items: views, ...next } });
  });

  routes.get('/account-sanctions/:id/own-report', async (c) => {
    const { account } = requireStaff(c, 'decide_reports');
    const { id } = parseParams(c, accountParamSchema);
    return c.json({ success: true, data: { reported: await deps.reports.hasReported(account, id) } });
  });

  return routes;
}
