import { idempotencyKeySchema, pageQuerySchema } from '@halobuzz/core/api/conventions';
import { devGrantRequestSchema } from '@halobuzz/core/api/wallet';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { accounts } from '@halobuzz/core/ledger/postings';
import { Hono } from 'hono';
import { z } from 'zod';
import { requireActor } from '../http/authenticate.ts';
import { cursorPage, decodeCursor } from '../http/cursor.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseQuery } from '../http/validate.ts';
import { type DevGrantDeps, devGrant } from './dev-grant.ts';
import type { LedgerReads } from './ledger-reads.ts';

export type WalletRouteDeps = Omit<DevGrantDeps, 'ledger'> & {
  readonly ledger: LedgerReads;
  /** Whether coins may be made out of thin air; otherwise the route is not there. */
  readonly devGrants: boolean;
};

const entryCursorSchema = z.tuple([z.int().min(0), z.string().min(1).max(128)]);

/** `/wallet` and the development grant. Everything is the actor's own. */
export function walletRoutes(deps: WalletRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.get('/wallet', async (c) => {
    const { subject } = requireActor(c.get('actor'));
    const [hot, diamonds] = await Promise.all([
      deps.wallet.balance(subject),
      deps.ledger.balance(accounts.earnings(subject), 'DIAMOND'),
    ]);
    const coins = hot ?? (await deps.ledger.balance(accounts.wallet(subject), 'COIN'));
    return c.json({ success: true, data: { coins: String(coins), diamonds: String(diamonds) } });
  });

  routes.get('/wallet/entries', async (c) => {
    const { subject } = requireActor(c.get('actor'));
    const { cursor, limit } = parseQuery(c, pageQuerySchema);
    const after = cursor === undefined ? undefined : decodeCursor(cursor, entryCursorSchema);
    const point = after === undefined ? undefined : { atMs: after[0], id: after[1] };
    const found = await deps.ledger.entries(subject, point, limit + 1);
    const page = cursorPage(found, limit, ({ point: { atMs, id } }) => [atMs, id]);
    return c.json({ success: true, data: { ...page, items: page.items.map(({ entry }) => entry) } });
  });

  routes.post('/dev/grants', async (c) => {
    if (!deps.devGrants) throw new AppError('not_found');
    const actor = requireActor(c.get('actor'));
    const key = idempotencyKeySchema.safeParse(c.req.header('idempotency-key'));
    if (!key.success) throw invalidField('Idempotency-Key', 'this header must hold 1 to 255 characters');
    const data = await devGrant(deps, actor, key.data, parseBody(c, devGrantRequestSchema));
    return c.json({ success: true, data }, 201);
  });

  return routes;
}
