import { oneAccountSanctionSchema, ownAccountSanctionsSchema } from '@halobuzz/core/api/account-sanctions';
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
    /** What our staff decided about one's account; newest first. */
    accountSanctions: () =>
      client.authorised({ method: 'GET', path: '/users/me/account-sanctions', data: ownAccountSanctionsSchema }),
    acknowledge: (id: string) =>
      client.authorised({
        method: 'POST',
        path: `/users/me/account-sanctions/${id}/acknowledge`,
        body: {},
        data: oneAccountSanctionSchema,
      }),
    /** Once for each. */
    appealDecision: (id: string, text: string) =>
      client.authorised({
        method: 'POST',
        path: `/users/me/account-sanctions/${id}/appeal`,
        body: { text },
        data: oneAccountSanctionSchema,
      }),
    /** By the link of the mail about a ban, without a session. */
    readAppealLink: (token: string) =>
      client.open({ method: 'POST', path: '/appeals/read', body: { token }, data: oneAccountSanctionSchema }),
    appealByLink: (token: string, text: string) =>
      client.open({ method: 'POST', path: '/appeals', body: { token, text }, data: oneAccountSanctionSchema }),
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
