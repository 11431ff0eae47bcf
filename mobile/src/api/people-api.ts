import { imageDataSchema } from '@halobuzz/core/api/images';
import {
  birthDateStateSchema,
  changedRelationSchema,
  peoplePageSchema,
  profileSchema,
  reportDataSchema,
  type reportReasons,
  type UpdateProfileRequest,
} from '@halobuzz/core/api/people';
import { anything } from '@halobuzz/core/api/read-answer';
import type { ApiClient } from './client.ts';
import { queryOf } from './query-of.ts';

/** What a report is about: a person by their username, a broadcast, or a message of one. */
export type ReportTarget =
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'room'; readonly id: string }
  | { readonly kind: 'message'; readonly id: string; readonly about: string };

export type ReportReason = (typeof reportReasons)[number];

/** People, how one stands to them, and what others see of oneself. */
export function peopleApi(client: ApiClient) {
  const change = (method: 'POST' | 'DELETE', username: string, act: 'follow' | 'block') =>
    client.authorised({ method, path: `${userPath(username)}/${act}`, body: {}, data: changedRelationSchema });
  return {
    /** `asAccount`: how the two stand to each other is said too. */
    profile: (username: string, asAccount: boolean) => {
      const request = { method: 'GET', path: userPath(username), data: profileSchema } as const;
      return asAccount ? client.authorised(request) : client.open(request);
    },
    ownProfile: () => client.authorised({ method: 'GET', path: '/users/me', data: profileSchema }),
    changeProfile: (body: UpdateProfileRequest) =>
      client.authorised({ method: 'PATCH', path: '/users/me', body, data: anything }),
    setAvatar: (picture: Blob) =>
      client.authorised({ method: 'PUT', path: '/users/me/avatar', body: picture, data: imageDataSchema }),
    removeAvatar: () => client.authorised({ method: 'DELETE', path: '/users/me/avatar', body: {}, data: anything }),
    birthDate: () => client.authorised({ method: 'GET', path: '/users/me/birth-date', data: birthDateStateSchema }),
    sayBirthDate: (birthDate: string) =>
      client.authorised({
        method: 'PUT',
        path: '/users/me/birth-date',
        body: { birthDate },
        data: birthDateStateSchema,
      }),

    follow: (username: string) => change('POST', username, 'follow'),
    unfollow: (username: string) => change('DELETE', username, 'follow'),
    block: (username: string) => change('POST', username, 'block'),
    unblock: (username: string) => change('DELETE', username, 'block'),
    /** Newest first. */
    followers: (username: string, cursor?: string) => people(client, `${userPath(username)}/followers`, cursor),
    following: (username: string, cursor?: string) => people(client, `${userPath(username)}/following`, cursor),
    blocks: (cursor?: string) => people(client, '/users/me/blocks', cursor),
    report: (target: ReportTarget, reason: ReportReason, note: string) =>
      client.authorised({
        method: 'POST',
        path: `${reportedPath(target)}/report`,
        body: { reason, ...(note === '' ? {} : { note }) },
        data: reportDataSchema,
      }),
  };
}

function people(client: ApiClient, path: string, cursor: string | undefined) {
  return client.authorised({ method: 'GET', path: `${path}${queryOf({ cursor })}`, data: peoplePageSchema });
}

function userPath(username: string): string {
  return `/users/${encodeURIComponent(username)}`;
}

function reportedPath(target: ReportTarget): string {
  switch (target.kind) {
    case 'user':
      return userPath(target.id);
    case 'room':
      return `/rooms/${encodeURIComponent(target.id)}`;
    case 'message':
      return `/rooms/${encodeURIComponent(target.about)}/messages/${encodeURIComponent(target.id)}`;
    default:
      return target satisfies never;
  }
}
