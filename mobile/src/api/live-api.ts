import { imageDataSchema } from '@halobuzz/core/api/images';
import { anything } from '@halobuzz/core/api/read-answer';
import { regionsDataSchema } from '@halobuzz/core/api/regions';
import {
  invitationsSchema,
  ownStreamDataSchema,
  ownStreamsSchema,
  pastStreamsSchema,
  startStreamDataSchema,
  streamSchema,
  type UpdateStreamRequest,
} from '@halobuzz/core/api/streams';
import type { ApiClient } from './client.ts';
import { queryOf } from './query-of.ts';

/** Broadcasts of one's own, from the draft to the list of those that are over. */
export function liveApi(client: ApiClient) {
  return {
    stream: (id: string) => client.authorised({ method: 'GET', path: `/streams/${id}`, data: streamSchema }),
    /** The one that is live, and drafts. */
    ownStreams: () => client.authorised({ method: 'GET', path: '/streams/mine', data: ownStreamsSchema }),
    /** Newest first. */
    pastStreams: (cursor?: string) =>
      client.authorised({ method: 'GET', path: `/streams/mine/ended${queryOf({ cursor })}`, data: pastStreamsSchema }),
    updateStream: (id: string, body: UpdateStreamRequest) =>
      client.authorised({ method: 'PATCH', path: `/streams/${id}`, body, data: ownStreamDataSchema }),
    cancelStream: (id: string) => client.authorised({ method: 'DELETE', path: `/streams/${id}`, data: anything }),
    startDraft: (id: string) =>
      client.authorised({ method: 'POST', path: `/streams/${id}/start`, body: {}, data: startStreamDataSchema }),
    setCover: (id: string, picture: Blob) =>
      client.authorised({ method: 'PUT', path: `/streams/${id}/cover`, body: picture, data: imageDataSchema }),
    invitations: (id: string) =>
      client.authorised({ method: 'GET', path: `/streams/${id}/invitations`, data: invitationsSchema }),
    invite: (id: string, handle: string) =>
      client.authorised({
        method: 'POST',
        path: `/streams/${id}/invitations`,
        body: { handle },
        data: invitationsSchema,
      }),
    uninvite: (id: string, handle: string) =>
      client.authorised({
        method: 'DELETE',
        path: `/streams/${id}/invitations/${encodeURIComponent(handle)}`,
        data: invitationsSchema,
      }),
    /** Which region serves this caller, why, and whether the server has media. */
    regions: () => client.open({ method: 'GET', path: '/regions', data: regionsDataSchema }),
  };
}
