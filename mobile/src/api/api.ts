import { mediaSchema } from '@halobuzz/core/api/media';
import {
  endStreamDataSchema,
  joinDataSchema,
  type StartStreamRequest,
  startStreamDataSchema,
  summarySchema,
} from '@halobuzz/core/api/streams';
import { accountApi } from './account-api.ts';
import type { ApiClient } from './client.ts';
import { discoveryApi } from './discovery-api.ts';
import { factorsApi } from './factors-api.ts';
import { hostApi } from './host-api.ts';
import { liveApi } from './live-api.ts';
import { moderationApi } from './moderation-api.ts';
import { notificationsApi } from './notifications-api.ts';
import { paymentsApi } from './payments-api.ts';
import { payoutsApi } from './payouts-api.ts';
import { peopleApi } from './people-api.ts';
import { privacyApi } from './privacy-api.ts';
import { switchesApi } from './switches-api.ts';
import { walletApi } from './wallet-api.ts';

/** The public HTTP API as the app uses it: one function per route, each one request. */
export function halobuzzApi(client: ApiClient) {
  return {
    ...accountApi(client),
    ...factorsApi(client),
    ...hostApi(client),
    ...liveApi(client),
    ...moderationApi(client),
    ...discoveryApi(client),
    ...walletApi(client),
    ...paymentsApi(client),
    ...notificationsApi(client),
    ...payoutsApi(client),
    ...peopleApi(client),
    ...privacyApi(client),
    ...switchesApi(client),
    startStream: (body: StartStreamRequest) =>
      client.authorised({ method: 'POST', path: '/streams', body, data: startStreamDataSchema }),
    endStream: (id: string) =>
      client.authorised({ method: 'POST', path: `/streams/${id}/end`, body: {}, data: endStreamDataSchema }),
    summary: (id: string) => client.authorised({ method: 'GET', path: `/streams/${id}/summary`, data: summarySchema }),
    /** `password` is the broadcast's, where it asks for one. */
    join: (roomId: string, password?: string) =>
      client.authorised({
        method: 'POST',
        path: `/rooms/${roomId}/join`,
        body: password === undefined ? {} : { password },
        data: joinDataSchema,
      }),
    /** A new media token, for the role of now. */
    media: (roomId: string) =>
      client.authorised({ method: 'POST', path: `/rooms/${roomId}/media`, body: {}, data: mediaSchema }),
  };
}
export type HalobuzzApi = ReturnType<typeof halobuzzApi>;
