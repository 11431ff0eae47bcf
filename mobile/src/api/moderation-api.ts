import { moderatorsSchema, oneSanctionSchema, sanctionPageSchema } from '@halobuzz/core/api/moderation';
import type { ApiClient } from './client.ts';
import { queryOf } from './query-of.ts';

/** Mutes and bans, given and received, and who moderates one's rooms. */
export function moderationApi(client: ApiClient) {
  return {
    /** That one got; newest first. */
    sanctions: (cursor?: string) =>
      client.authorised({ method: 'GET', path: `/users/me/sanctions${queryOf({ cursor })}`, data: sanctionPageSchema }),
    /** In one's own rooms; newest first. */
    roomSanctions: (cursor?: string) =>
      client.authorised({
        method: 'GET',
        path: `/users/me/rooms/sanctions${queryOf({ cursor })}`,
        data: sanctionPageSchema,
      }),
    moderators: () => client.authorised({ method: 'GET', path: '/users/me/rooms/moderators', data: moderatorsSchema }),
    /** Once for each. */
    appeal: (id: string, text: string) =>
      client.authorised({
        method: 'POST',
        path: `/users/me/sanctions/${id}/appeal`,
        body: { text },
        data: oneSanctionSchema,
      }),
  };
}
