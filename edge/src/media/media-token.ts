import agora from 'agora-token/src/AccessToken2.js';

/** What a media token says. All spans are seconds from `issuedAtSeconds`; a privilege that is absent is not granted. */
export interface MediaTokenContent {
  readonly appId: string;
  readonly certificate: string;
  readonly channel: string;
  readonly account: string;
  readonly issuedAtSeconds: number;
  /** 1 … 2^32-1; tokens that say the same differ by it. */
  readonly salt: number;
  readonly lifeSeconds: number;
  /** The channel's privileges. Absent: the token opens no channel. */
  readonly channelSeconds?: {
    readonly join: number;
    readonly publishAudio?: number;
    readonly publishVideo?: number;
    readonly publishData?: number;
  };
  /** Sign-in to signalling (RTM), for this user. */
  readonly signalling?: { readonly userId: string; readonly loginSeconds: number };
}

const {
  kPrivilegeJoinChannel,
  kPrivilegePublishAudioStream,
  kPrivilegePublishVideoStream,
  kPrivilegePublishDataStream,
} = agora.ServiceRtc;

/**
 * Writes a token in Agora's format 007. By the library's own writer and not by its builders: those read a clock of their
 * own, so that the times we tell the app could differ from the token's, and give whoever publishes a data stream as well.
 */
export function writeMediaToken(content: MediaTokenContent): string {
  const { appId, certificate, issuedAtSeconds, lifeSeconds, channelSeconds, signalling } = content;
  const token = new agora.AccessToken2(appId, certificate, issuedAtSeconds, lifeSeconds);
  token.salt = content.salt;
  if (channelSeconds !== undefined) {
    const channel = new agora.ServiceRtc(content.channel, content.account);
    const granted: readonly (readonly [number, number | undefined])[] = [
      [kPrivilegeJoinChannel, channelSeconds.join],
      [kPrivilegePublishAudioStream, channelSeconds.publishAudio],
      [kPrivilegePublishVideoStream, channelSeconds.publishVideo],
      [kPrivilegePublishDataStream, channelSeconds.publishData],
    ];
    for (const [privilege, seconds] of granted) if (seconds !== undefined) channel.add_privilege(privilege, seconds);
    token.add_service(channel);
  }
  if (signalling !== undefined) {
    const messages = new agora.ServiceRtm(signalling.userId);
    messages.add_privilege(agora.ServiceRtm.kPrivilegeLogin, signalling.loginSeconds);
    token.add_service(messages);
  }
  const text = token.build();
  // The configuration was checked at the start, so this is a mistake of ours.
  if (text === '') throw new Error('the media token could not be written');
  return text;
}
