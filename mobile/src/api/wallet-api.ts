import { pageOf } from '@halobuzz/core/api/conventions';
import { spendingLimitsSchema } from '@halobuzz/core/api/spending';
import { devGrantDataSchema, giftCatalogueSchema, walletEntrySchema, walletSchema } from '@halobuzz/core/api/wallet';
import type { ApiClient } from './client.ts';
import { queryOf } from './query-of.ts';

/** The caller's own wallet, and the gifts it can be spent on. */
export function walletApi(client: ApiClient) {
  return {
    /** `state`: what a room said of the catalogue; the answer is not from before it. */
    gifts: (state?: string) =>
      client.open({ method: 'GET', path: `/gifts${queryOf({ state })}`, data: giftCatalogueSchema }),
    wallet: () => client.authorised({ method: 'GET', path: '/wallet', data: walletSchema }),
    /** Newest first. */
    walletEntries: (cursor?: string, limit?: number) =>
      client.authorised({
        method: 'GET',
        path: `/wallet/entries${queryOf({ cursor, limit: limit?.toString() })}`,
        data: pageOf(walletEntrySchema),
      }),
    spendingLimits: () => client.authorised({ method: 'GET', path: '/wallet/limits', data: spendingLimitsSchema }),
    /** A lower cap counts at once, a higher one or none (null) after a day. */
    setDailyCap: (dailyCap: string | null) =>
      client.authorised({ method: 'PUT', path: '/wallet/limits', body: { dailyCap }, data: spendingLimitsSchema }),
    /** Development servers only; elsewhere `not_found`. `idempotencyKey` makes a repetition harmless. */
    grant: (coins: string, idempotencyKey: string) =>
      client.authorised({
        method: 'POST',
        path: '/dev/grants',
        body: { coins },
        idempotencyKey,
        data: devGrantDataSchema,
      }),
  };
}
