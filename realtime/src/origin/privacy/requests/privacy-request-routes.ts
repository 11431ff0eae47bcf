import { pageQuerySchema } from '@halobuzz/core/api/conventions';
import { profilingSchema } from '@halobuzz/core/api/internal-privacy-requests';
import {
  privacyDecisionRequestSchema,
  privacyRequestParamSchema,
  privacyRequestRequestSchema,
  staffPrivacyRequestQuerySchema,
} from '@halobuzz/core/api/privacy-requests';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { ErrorCode } from '@halobuzz/core/errors/codes';
import { Hono } from 'hono';
import { z } from 'zod';
import type { AuditLog } from '../../audit/audit-log.ts';
import { auditIdOf } from '../../fraud/findings.ts';
import { requireActor, requireStaff } from '../../http/authenticate.ts';
import { cursorPage, decodeCursor } from '../../http/cursor.ts';
import type { OriginEnv } from '../../http/origin-env.ts';
import { parseBody, parseNoBody, parseParams, parseQuery } from '../../http/validate.ts';
import type { PeopleStore } from '../../people/people.ts';
import {
  ownRequestView,
  type PrivacyRequest,
  type PrivacyRequests,
  type RequestPoint,
  staffRequestView,
} from './privacy-requests.ts';
import type { Unprofiled } from './unprofiled.ts';

export interface PrivacyRequestRouteDeps {
  readonly privacyRequests: PrivacyRequests;
  readonly unprofiled: Pick<Unprofiled, 'set'>;
  readonly people: Pick<PeopleStore, 'shown'>;
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: () => number;
}

const decides = 'decide_privacy_requests';
const cursorSchema = z.tuple([z.int().min(0).max(8_640_000_000_000_000), z.string().max(64)]);

/** The register of privacy requests: for the people concerned, and for staff who decide them. */
export function privacyRequestRoutes(deps: PrivacyRequestRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.post('/privacy-requests', async (c) => {
    const { account } = requireActor(c.get('actor'));
    const asked = parseBody(c, privacyRequestRequestSchema);
    const { fresh, request } = orThrow(await deps.privacyRequests.open(account, asked));
    return c.json({ success: true, data: { fresh, request: ownRequestView(request) } }, 201);
  });

  routes.get('/privacy-requests', async (c) => {
    const { account } = requireActor(c.get('actor'));
    const { cursor, limit } = parseQuery(c, pageQuerySchema);
    const found = await deps.privacyRequests.ofAccount(account, pointOf(cursor), limit + 1);
    const page = cursorPage(found, limit, ({ createdAtMs, id }) => [createdAtMs, id]);
    return c.json({ success: true, data: { ...page, items: page.items.map(ownRequestView) } });
  });

  routes.post('/privacy-requests/:id/withdraw', async (c) => {
    const { account } = requireActor(c.get('actor'));
    const { id } = parseParams(c, privacyRequestParamSchema);
    parseNoBody(c);
    const request = orThrow(await deps.privacyRequests.withdraw(account, id));
    return c.json({ success: true, data: ownRequestView(request) });
  });

  routes.get('/privacy-requests/queue', async (c) => {
    requireStaff(c, decides);
    const { cursor, limit, state } = parseQuery(c, staffPrivacyRequestQuerySchema);
    const found = await deps.privacyRequests.queue(state, pointOf(cursor), limit + 1);
    const page = cursorPage(found, limit, (one) => [state === 'open' ? one.dueAtMs : (one.decidedAtMs ?? 0), one.id]);
    const people = await deps.people.shown(page.items.map(({ accountId }) => accountId));
    const items = page.items.map((one) => staffRequestView(one, people.get(one.accountId)?.handle));
    return c.json({ success: true, data: { ...page, items } });
  });

  routes.post('/privacy-requests/:id/decision', async (c) => {
    const { account: by } = requireStaff(c, decides);
    const { id } = parseParams(c, privacyRequestParamSchema);
    const decision = parseBody(c, privacyDecisionRequestSchema);
    const { fresh, request } = orThrow(await deps.privacyRequests.decide(id, { ...decision, by }));
    // Also when repeated: whoever died in between left it out. The log takes each record once.
    const { outcome } = decision;
    const details = { outcome, kind: request.kind, about: request.about };
    const atMs = outcome === 'extended' ? deps.clock() : (request.decidedAtMs ?? deps.clock());
    const record = { id: auditIdOf('privacy_request.decided', id, outcome), atMs, actor: request.decidedBy ?? by };
    await deps.audit.append({ ...record, action: 'privacy_request.decided', subject: request.accountId, details });
    return c.json({ success: true, data: { fresh, request: await staffView(deps, request) } });
  });

  routes.post('/privacy-requests/:id/carried-out', async (c) => {
    requireStaff(c, decides);
    const { id } = parseParams(c, privacyRequestParamSchema);
    parseNoBody(c);
    const request = await deps.privacyRequests.carriedOut(id);
    if (request === undefined) throw new AppError('not_found');
    return c.json({ success: true, data: await staffView(deps, request) });
  });

  routes.put('/privacy/profiling', async (c) => {
    const { subject } = requireActor(c.get('actor'));
    await deps.unprofiled.set(subject, !parseBody(c, profilingSchema).allowed);
    return c.json({ success: true, data: {} });
  });

  return routes;
}

async function staffView(deps: Pick<PrivacyRequestRouteDeps, 'people'>, request: PrivacyRequest) {
  const people = await deps.people.shown([request.accountId]);
  return staffRequestView(request, people.get(request.accountId)?.handle);
}

function orThrow<T extends object>(outcome: T | ErrorCode): T {
  if (typeof outcome === 'string') throw new AppError(outcome);
  return outcome;
}

function pointOf(cursor: string | undefined): RequestPoint | undefined {
  if (cursor === undefined) return undefined;
  const [atMs, id] = decodeCursor(cursor, cursorSchema);
  return { atMs, id };
}
