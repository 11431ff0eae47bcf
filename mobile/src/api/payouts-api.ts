import {
  onePayoutSchema,
  payoutEligibilitySchema,
  payoutPageSchema,
  payoutRequestedSchema,
  type payoutRequestSchema,
} from '@halobuzz/core/api/payouts';
import type { z } from 'zod';
import type { ApiClient } from './client.ts';
import { queryOf } from './query-of.ts';

/** A host's diamonds, paid out. */
export function payoutsApi(client: ApiClient) {
  return {
    payoutEligibility: () =>
      client.authorised({ method: 'GET', path: '/payouts/eligibility', data: payoutEligibilitySchema }),
    /** Needs a second factor and a fresh proof. The key counts for good. */
    requestPayout: (body: z.infer<typeof payoutRequestSchema>, idempotencyKey: string) =>
      client.authorised({ method: 'POST', path: '/payouts', body, idempotencyKey, data: payoutRequestedSchema }),
    /** Newest first. */
    payouts: (cursor?: string) =>
      client.authorised({ method: 'GET', path: `/payouts${queryOf({ cursor })}`, data: payoutPageSchema }),
    cancelPayout: (id: string) =>
      client.authorised({ method: 'POST', path: `/payouts/${id}/cancel`, body: {}, data: onePayoutSchema }),
  };
}
