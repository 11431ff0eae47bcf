import { payoutParamSchema, payoutQuerySchema, payoutRequestSchema } from '@halobuzz/core/api/payouts';
import { AppError } from '@halobuzz/core/errors/app-error';
import { parseAmount } from '@halobuzz/core/money';
import { Hono } from 'hono';
import { z } from 'zod';
import { requireActor } from '../http/authenticate.ts';
import { cursorPage, decodeCursor } from '../http/cursor.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseIdempotencyKey, parseNoBody, parseParams, parseQuery } from '../http/validate.ts';
import type { AdvanceDeps } from './advance-payout.ts';
import { type Payout, payoutView } from './payout.ts';
import type { PayoutPoint } from './payout-store.ts';
import { cancelPayout, payoutEligibility, requestPayout } from './request-payout.ts';

export interface PayoutRouteDeps {
  readonly payoutDeps: AdvanceDeps;
}

const cursorSchema = z.tuple([z.int().min(0), z.string().min(1).max(64)]);

/** `/payouts`: the actor's own. The edge has asked for a second factor and a fresh proof before anything is asked for. */
export function payoutRoutes({ payoutDeps: deps }: PayoutRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.get('/payouts/eligibility', async (c) => {
    const { subject } = requireActor(c.get('actor'));
    return c.json({ success: true, data: await payoutEligibility(deps, subject) });
  });

  routes.post('/payouts', async (c) => {
    const actor = { ...requireActor(c.get('actor')), requestId: c.get('requestId') };
    const key = parseIdempotencyKey(c);
    const { diamonds, currency } = parseBody(c, payoutRequestSchema);
    const asked = { diamonds: parseAmount(diamonds) ?? 0n, currency };
    const { result, payout } = await requestPayout(deps, actor, key, asked);
    return c.json({ success: true, data: { result, payout: payoutView(payout) } }, 201);
  });

  routes.get('/payouts', async (c) => {
    const { subject } = requireActor(c.get('actor'));
    const { cursor, limit } = parseQuery(c, payoutQuerySchema);
    const page = pageOfPayouts(await deps.payouts.listOf(subject, payoutPoint(cursor), limit + 1), limit);
    return c.json({ success: true, data: { ...page, items: page.items.map(payoutView) } });
  });

  routes.get('/payouts/:id', async (c) => {
    const { subject } = requireActor(c.get('actor'));
    const payout = await deps.payouts.get(parseParams(c, payoutParamSchema).id);
    if (payout?.userId !== subject) throw new AppError('not_found');
    return c.json({ success: true, data: { payout: payoutView(payout) } });
  });

  routes.post('/payouts/:id/cancel', async (c) => {
    const { subject } = requireActor(c.get('actor'));
    parseNoBody(c);
    const payout = await cancelPayout(deps, subject, parseParams(c, payoutParamSchema).id, c.get('requestId'));
    return c.json({ success: true, data: { payout: payoutView(payout) } });
  });

  return routes;
}

/** Where a page begins. @throws AppError `validation_failed` */
export function payoutPoint(cursor: string | undefined): PayoutPoint | undefined {
  if (cursor === undefined) return undefined;
  const [atMs, id] = decodeCursor(cursor, cursorSchema);
  return { atMs, id };
}

/** The first `limit` of what was found, and where the next page begins. */
export function pageOfPayouts(found: readonly Payout[], limit: number) {
  return cursorPage(found, limit, ({ createdAt, _id }) => [createdAt.getTime(), _id]);
}
