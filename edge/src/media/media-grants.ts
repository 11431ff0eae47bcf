import type { Media, MediaRole } from '@halobuzz/core/api/media';
import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import { regionOfCountry } from '@halobuzz/core/regions/regions';
import type { AgoraConfig } from '../env.ts';
import { writeMediaToken } from './media-token.ts';

export interface MediaRequest {
  readonly roomId: string;
  readonly accountId: string;
  readonly role: MediaRole;
  /** Where they are: it decides the area that carries their media. */
  readonly country: string;
}

/** Media access for one person in one room, in the role they have now. */
export type GrantMedia = (request: MediaRequest) => Media;

/** How long each role may publish, ms: a guest's seat can be lost at any time, a host's room ends with the host. */
const publishMs: Readonly<Record<MediaRole, number | undefined>> = {
  host: limits.mediaTokenLifeMs,
  guest: limits.mediaGuestPublishLifeMs,
  viewer: undefined,
};

/**
 * Agora tokens with the account id as user account. A viewer's holds the join privilege and nothing else; that a join alone
 * does not publish needs Agora's co-host authentication switched on for the project. Nobody gets a data stream: what is said
 * in a room goes over its socket. docs/media.md has the whole.
 */
export function createMediaGrants(agora: AgoraConfig, clock: Clock, random: RandomBytes): GrantMedia {
  return function grantMedia({ roomId, accountId, role, country }) {
    if (agora.state === 'off') return { state: 'off', reason: agora.reason };
    const issuedAtSeconds = Math.floor(clock() / 1000);
    const lifeSeconds = limits.mediaTokenLifeMs / 1000;
    const mayPublishMs = publishMs[role];
    const publishSeconds = mayPublishMs === undefined ? undefined : mayPublishMs / 1000;
    const token = writeMediaToken({
      ...{ appId: agora.appId, certificate: agora.certificate, channel: roomId, account: accountId },
      ...{ issuedAtSeconds, lifeSeconds, salt: saltOf(random(4)) },
      channelSeconds: {
        join: lifeSeconds,
        ...(publishSeconds === undefined ? {} : { publishAudio: publishSeconds, publishVideo: publishSeconds }),
      },
      signalling: { userId: accountId, loginSeconds: lifeSeconds },
    });
    const after = (ms: number): string => new Date(issuedAtSeconds * 1000 + ms).toISOString();
    const renewInMs = (mayPublishMs ?? limits.mediaTokenLifeMs) - limits.mediaRenewBeforeMs;
    return {
      state: 'on',
      provider: 'agora',
      appId: agora.appId,
      channel: roomId,
      userAccount: accountId,
      role,
      token,
      renewAt: after(renewInMs),
      renewInMs,
      ...(mayPublishMs === undefined ? {} : { publishUntil: after(mayPublishMs) }),
      expiresAt: after(limits.mediaTokenLifeMs),
      area: regionOfCountry(country).agoraArea,
    };
  };
}

/** The format counts salts from 1. */
function saltOf([a = 0, b = 0, c = 0, d = 0]: Uint8Array): number {
  return Math.max(1, ((a << 24) | (b << 16) | (c << 8) | d) >>> 0);
}
