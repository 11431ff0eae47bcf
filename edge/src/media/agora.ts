import type { Media } from '@halobuzz/core/api/streams';
import type { Clock } from '@halobuzz/core/clock';
import { limits } from '@halobuzz/core/limits';
import { regionOfCountry } from '@halobuzz/core/regions/regions';
import { RtcRole, RtcTokenBuilder } from 'agora-token';
import type { AgoraConfig } from '../env.ts';

export interface MediaRequest {
  readonly roomId: string;
  readonly accountId: string;
  readonly role: 'host' | 'viewer';
  readonly country: string;
}

/** Media access for one person in one room: the host may publish, everyone else only joins. */
export type GrantMedia = (request: MediaRequest) => Media;

/**
 * Agora tokens with the account id as user account. A viewer's token holds the join privilege and nothing else; that a
 * join alone does not publish needs Agora's co-host authentication switched on for the project.
 */
export function createMediaGrants(agora: AgoraConfig, clock: Clock): GrantMedia {
  return function grantMedia(request) {
    if (agora.state === 'off') return { state: 'off', reason: agora.reason };
    const lifeSeconds = limits.mediaTokenLifeMs / 1000;
    const token = RtcTokenBuilder.buildTokenWithUserAccount(
      agora.appId,
      agora.certificate,
      request.roomId,
      request.accountId,
      request.role === 'host' ? RtcRole.PUBLISHER : RtcRole.SUBSCRIBER,
      lifeSeconds,
      lifeSeconds,
    );
    return {
      state: 'on',
      provider: 'agora',
      appId: agora.appId,
      channel: request.roomId,
      userAccount: request.accountId,
      token,
      expiresAt: new Date(clock() + limits.mediaTokenLifeMs).toISOString(),
      area: regionOfCountry(request.country).agoraArea,
    };
  };
}
