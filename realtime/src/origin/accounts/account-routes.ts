import { emailSchema } from '@halobuzz/core/api/auth';
import { accountIdsQuerySchema, accountProjectionSchema } from '@halobuzz/core/api/internal';
import { limits } from '@halobuzz/core/limits';
import { roles } from '@halobuzz/core/tokens';
import { Hono } from 'hono';
import { z } from 'zod';
import type { Evasion } from '../evasion/evasion.ts';
import { findLinks } from '../evasion/find-links.ts';
import type { OriginEnv } from '../http/origin-env.ts';
import { parseBody, parseQuery } from '../http/validate.ts';
import type { ImageStore } from '../images/image-store.ts';
import { type RemoveEverywhereDeps, removeEverywhere } from '../media/remove-everywhere.ts';
import type { PushTokens } from '../notifications/push-tokens.ts';
import { type EndStreamDeps, endStream } from '../streams/end-stream.ts';
import type { StreamSettings } from '../streams/stream-settings.ts';
import type { AccountProjections } from './projections.ts';
import { type Revocations, revocationBatchRequestSchema, revocationRequestSchema } from './revocations.ts';

export type AccountRouteDeps = EndStreamDeps &
  RemoveEverywhereDeps & {
    readonly accounts: AccountProjections;
    readonly revocations: Revocations;
    readonly streamSettings: Pick<StreamSettings, 'discardAll'>;
    readonly evasion: Evasion;
    readonly pushTokens: Pick<PushTokens, 'forget'>;
    readonly images: Pick<ImageStore, 'deleteImagesOf'>;
  };

const { shape } = accountProjectionSchema;
/** The contract's schema with bounds. A deleted account has no address any more, so the e-mail may be empty. */
const projectionSchema = accountProjectionSchema.extend({
  version: shape.version.min(1),
  username: shape.username.min(1).max(limits.usernameCharsMax * 2),
  email: z.union([z.literal(''), emailSchema]),
  roles: shape.roles.max(roles.length),
  displayName: shape.displayName.max(limits.displayNameCharsMax),
  bio: shape.bio.max(limits.bioCharsMax),
  createdAtMs: shape.createdAtMs.min(0).max(8_640_000_000_000_000),
});

/** What the edge reports about accounts. These are its own acts: no actor is needed. */
export function accountRoutes(deps: AccountRouteDeps): Hono<OriginEnv> {
  const routes = new Hono<OriginEnv>();

  routes.post('/projections/accounts', async (c) => {
    const projection = parseBody(c, projectionSchema);
    const applied = await deps.accounts.apply(projection);
    const hidden = projection.hidden === true;
    const gone = projection.isBanned || projection.status === 'deleted';
    if (gone || hidden) await endBroadcasting(deps, projection.accountId, hidden ? 'kept' : 'discarded');
    else if (projection.suspendedUntilMs !== undefined) await endSuspended(deps, projection.accountId);
    if (applied && projection.isBanned) await findLinks(deps.evasion, projection.accountId);
    if (projection.status === 'deleted') await deps.images.deleteImagesOf(projection.accountId);
    return c.json({ success: true, data: { applied } });
  });

  routes.get('/account-ids', async (c) => {
    const { after, limit } = parseQuery(c, accountIdsQuerySchema);
    return c.json({ success: true, data: { ids: await deps.accounts.knownIds(after, limit) } });
  });

  routes.post('/revocations', async (c) => {
    const revocation = parseBody(c, revocationRequestSchema);
    const entry = await deps.revocations.publish(revocation);
    await deps.pushTokens.forget(revocation);
    return c.json({ success: true, data: { entry } }, 201);
  });

  routes.post('/revocations/batch', async (c) => {
    const { items } = parseBody(c, revocationBatchRequestSchema);
    await deps.revocations.publishAll(items);
    for (const revocation of items) await deps.pushTokens.forget(revocation);
    return c.json({ success: true, data: { published: items.length } }, 201);
  });

  return routes;
}

/** Whoever is suspended broadcasts no more; they still watch, and are told of what they follow. */
async function endSuspended(deps: AccountRouteDeps, account: string): Promise<void> {
  if (await deps.accounts.mayBroadcast(account)) return;
  await removeEverywhere(deps, account);
  const live = await deps.livestreams.liveOfHost(account);
  if (live !== undefined) await endStream(deps, live.id, 'moderation');
}

/**
 * Whoever is banned, gone or hidden is taken out of all media, and what they broadcast ends. Unless a newer report says
 * otherwise. Who may come back from hiding keeps their drafts.
 */
async function endBroadcasting(deps: AccountRouteDeps, account: string, drafts: 'kept' | 'discarded'): Promise<void> {
  if (await deps.accounts.mayBroadcast(account)) return;
  await removeEverywhere(deps, account);
  if (drafts === 'discarded') await deps.streamSettings.discardAll(account);
  await deps.pushTokens.forget({ kind: 'account', id: account });
  const live = await deps.livestreams.liveOfHost(account);
  if (live !== undefined) await endStream(deps, live.id, 'moderation');
}
