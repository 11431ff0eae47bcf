import {
  type CatalogueItem,
  type CatalogueVersion,
  catalogueDecisionSchema,
  catalogueDiscardSchema,
  catalogueItemParamSchema,
  catalogueKindParamSchema,
  cataloguePublishSchema,
  cataloguePutSchema,
  catalogueQuerySchema,
  catalogueVersionParamSchema,
  catalogueWithdrawSchema,
} from '@halobuzz/core/api/catalogue';
import { offerInForce } from '@halobuzz/core/catalogue/on-sale';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { requireStaff } from '../http/authenticate.ts';
import { cursorPage, decodeCursor } from '../http/cursor.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseParams, parseQuery } from '../http/validate.ts';
import type { StoredVersion } from './catalogue-store.ts';
import {
  type Change,
  type ChangeDeps,
  decideVersion,
  discardVersion,
  publishDraft,
  putVersion,
  withdraw,
} from './change-catalogue.ts';

export interface CatalogueRouteDeps extends ChangeDeps {
  /** Tells gateways at once; what fails here is done by the origin's background work. */
  readonly publishGifts: () => Promise<unknown>;
}

const itemCursor = z.tuple([z.string().max(32)]);
const versionCursor = z.tuple([z.int().min(1)]);

/** `/catalogue`: what staff see of gifts and packages, and change. Every change is audited within its own transaction. */
export function catalogueRoutes(deps: CatalogueRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.get('/catalogue/:kind', async (c) => {
    requireStaff(c, 'see_catalogue');
    const { kind } = parseParams(c, catalogueKindParamSchema);
    const { cursor, limit } = parseQuery(c, catalogueQuerySchema);
    const [afterId] = cursor === undefined ? [] : decodeCursor(cursor, itemCursor);
    const nowMs = deps.clock();
    const [newest, held] = await Promise.all([
      deps.catalogue.newest(kind, afterId, limit + 1),
      deps.catalogue.held(kind, nowMs),
    ]);
    const page = cursorPage(newest, limit, ({ id }) => [id]);
    return c.json({ success: true, data: { ...page, items: page.items.map((one) => itemView(one, held, nowMs)) } });
  });

  routes.get('/catalogue/:kind/:id/versions', async (c) => {
    requireStaff(c, 'see_catalogue');
    const { kind, id } = parseParams(c, catalogueItemParamSchema);
    const { cursor, limit } = parseQuery(c, catalogueQuerySchema);
    const [before] = cursor === undefined ? [] : decodeCursor(cursor, versionCursor);
    const found = await deps.catalogue.versions(kind, id, before, limit + 1);
    const page = cursorPage(found, limit, ({ version }) => [version]);
    return c.json({ success: true, data: { ...page, items: page.items.map(versionView) } });
  });

  routes.put('/catalogue/:kind/:id', async (c) => {
    const params = parseParams(c, catalogueItemParamSchema);
    const put = parseBody(c, cataloguePutSchema);
    return answer(c, await putVersion(deps, changeOf(c, params, put.reason), put));
  });

  routes.post('/catalogue/:kind/:id/withdraw', async (c) => {
    const params = parseParams(c, catalogueItemParamSchema);
    const { after, reason } = parseBody(c, catalogueWithdrawSchema);
    return answer(c, await withdraw(deps, changeOf(c, params, reason), after));
  });

  routes.post('/catalogue/:kind/:id/versions/:version/publish', async (c) => {
    const { version, ...params } = parseParams(c, catalogueVersionParamSchema);
    const { from, reason } = parseBody(c, cataloguePublishSchema);
    return answer(c, await publishDraft(deps, { ...changeOf(c, params, reason), version }, from));
  });

  routes.post('/catalogue/:kind/:id/versions/:version/decision', async (c) => {
    const { version, ...params } = parseParams(c, catalogueVersionParamSchema);
    const { outcome, reason } = parseBody(c, catalogueDecisionSchema);
    return answer(c, await decideVersion(deps, { ...changeOf(c, params, reason), version }, outcome));
  });

  routes.post('/catalogue/:kind/:id/versions/:version/discard', async (c) => {
    const { version, ...params } = parseParams(c, catalogueVersionParamSchema);
    const { reason } = parseBody(c, catalogueDiscardSchema);
    return answer(c, await discardVersion(deps, { ...changeOf(c, params, reason), version }));
  });

  async function answer(c: Context<OriginEnv>, version: StoredVersion) {
    // It is done: gateways that cannot be told now are told by the next pass.
    await deps.publishGifts().catch(() => undefined);
    return c.json({ success: true, data: versionView(version) });
  }

  return routes;
}

function changeOf(c: Context<OriginEnv>, item: Pick<Change, 'kind' | 'id'>, reason: string): Change {
  const { account } = requireStaff(c, 'change_catalogue');
  return { ...item, by: account, requestId: c.get('requestId'), reason };
}

function itemView(newest: StoredVersion, held: readonly StoredVersion[], nowMs: number): CatalogueItem {
  const own = held.filter(({ id }) => id === newest.id);
  const offers = own.map((stored) => ({ version: stored.version, fromMs: stored.fromMs ?? 0, stored }));
  const now = offerInForce(offers, nowMs)?.stored;
  const next = offers
    .filter(({ fromMs, version }) => fromMs > nowMs && version > (now?.version ?? 0))
    .toSorted((a, b) => a.fromMs - b.fromMs)[0]?.stored;
  return {
    ...{ id: newest.id, newest: versionView(newest) },
    ...(now === undefined ? {} : { now: versionView(now) }),
    ...(next === undefined ? {} : { next: versionView(next) }),
  };
}

function versionView({ fromMs, endsMs, history, ...rest }: StoredVersion): CatalogueVersion {
  return {
    ...rest,
    ...(fromMs === undefined ? {} : { from: new Date(fromMs).toISOString() }),
    ...(endsMs === undefined ? {} : { replacedAt: new Date(endsMs).toISOString() }),
    history: history.map(({ atMs, ...act }) => ({ ...act, at: new Date(atMs).toISOString() })),
  };
}
