import type { EncoderStep } from '@halobuzz/core/media/encoder-ladders';
import { lowStream } from '@halobuzz/core/media/encoder-ladders';
import type {
  AREAS,
  IAgoraRTC,
  IAgoraRTCClient,
  IAgoraRTCRemoteUser,
  ICameraVideoTrack,
  IMicrophoneAudioTrack,
} from 'agora-rtc-sdk-ng';
import { readingOf } from './agora-readings.ts';
import type { MediaGrant, RtcOptions, RtcReading, RtcSession } from './rtc.ts';

/** Agora's numbers for its two streams. */
const HIGH_STREAM = 0;
const LOW_STREAM = 1;
/** Agora's switch for its own fall-back: off, because ours decides. */
const NO_FALLBACK = 0;

/** The SDK weighs 1.6 MB: it is fetched when somebody enters a room that has media. */
export async function loadAgora(): Promise<IAgoraRTC> {
  return (await import('agora-rtc-sdk-ng')).default;
}

/** Joins by Agora's web SDK: see `OpenRtc`. */
export async function openAgoraWeb(grant: MediaGrant, options: RtcOptions, load = loadAgora): Promise<RtcSession> {
  const agora = await load();
  // The origin's table names areas of the SDK.
  agora.setArea([grant.area as AREAS]);
  const session = new AgoraWebSession(agora, agora.createClient({ mode: 'live', codec: 'h264' }), options);
  try {
    await session.join(grant);
  } catch (error) {
    await session.leave();
    throw error;
  }
  return session;
}

class AgoraWebSession implements RtcSession {
  readonly #agora: IAgoraRTC;
  readonly #client: IAgoraRTCClient;
  readonly #options: RtcOptions;
  readonly #listeners = new Set<(reading: RtcReading) => void>();
  #stream: 'high' | 'low' | 'none' = 'high';
  #tracks: [IMicrophoneAudioTrack, ICameraVideoTrack] | undefined;
  #sendsBoth = false;
  #left = false;

  constructor(agora: IAgoraRTC, client: IAgoraRTCClient, options: RtcOptions) {
    this.#agora = agora;
    this.#client = client;
    this.#options = options;
  }

  async join(grant: MediaGrant): Promise<void> {
    const client = this.#client;
    client.on('user-published', (user, kind) => void this.#subscribe(user, kind).catch(() => undefined));
    client.on('user-unpublished', (user, kind) => {
      if (kind === 'video') this.#options.onPicture(String(user.uid), undefined);
    });
    client.on('network-quality', (network) => {
      const received = Object.values(client.getRemoteVideoStats());
      const reading = readingOf({ network, call: client.getRTCStats(), sent: client.getLocalVideoStats(), received });
      for (const listener of this.#listeners) listener(reading);
    });
    await client.setClientRole(mayPublish(grant) ? 'host' : 'audience');
    await client.join(grant.appId, grant.channel, grant.token, grant.userAccount);
    if (mayPublish(grant)) await this.#publish();
  }

  async renew(grant: MediaGrant): Promise<void> {
    await this.#client.renewToken(grant.token);
    if (mayPublish(grant) === (this.#tracks !== undefined)) return;
    if (mayPublish(grant)) {
      await this.#client.setClientRole('host');
      await this.#publish();
    } else {
      await this.#unpublish();
      await this.#client.setClientRole('audience');
    }
  }

  async encode(step: EncoderStep): Promise<void> {
    const camera = this.#tracks?.[1];
    if (camera === undefined) return;
    const picture = step.width > 0;
    if (picture) await camera.setEncoderConfiguration(encoderConfiguration(step));
    await this.#sendBoth(step.dualStream);
    // `setMuted` keeps the camera open, so that the picture is back at once.
    if (camera.muted === picture) await camera.setMuted(!picture);
  }

  async receive(stream: 'high' | 'low' | 'none'): Promise<void> {
    const before = this.#stream;
    this.#stream = stream;
    for (const user of this.#client.remoteUsers) {
      if (!user.hasVideo) continue;
      if (stream === 'none') await this.#client.unsubscribe(user, 'video');
      else if (before === 'none') await this.#subscribe(user, 'video');
      else await this.#chooseStream(user);
      if (stream === 'none') this.#options.onPicture(String(user.uid), undefined);
    }
  }

  onReading(listener: (reading: RtcReading) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async leave(): Promise<void> {
    if (this.#left) return;
    this.#left = true;
    this.#listeners.clear();
    this.#client.removeAllListeners();
    this.#closeTracks();
    await this.#client.leave();
  }

  async #publish(): Promise<void> {
    const picture = encoderConfiguration(this.#options.first);
    const sound = this.#options.content === 'music' ? 'high_quality_stereo' : 'speech_standard';
    this.#tracks = await this.#agora.createMicrophoneAndCameraTracks(
      { encoderConfig: sound },
      { encoderConfig: picture, optimizationMode: this.#options.content === 'motion' ? 'motion' : 'detail' },
    );
    const { width, height, frameRate, kbps } = lowStream;
    this.#client.setLowStreamParameter({ width, height, framerate: frameRate, bitrate: kbps });
    await this.#sendBoth(this.#options.first.dualStream);
    await this.#client.publish(this.#tracks);
  }

  /** Whether the small stream goes out beside the large one. */
  async #sendBoth(both: boolean): Promise<void> {
    if (both === this.#sendsBoth) return;
    await (both ? this.#client.enableDualStream() : this.#client.disableDualStream());
    this.#sendsBoth = both;
  }

  async #unpublish(): Promise<void> {
    if (this.#tracks === undefined) return;
    await this.#client.unpublish(this.#tracks);
    this.#closeTracks();
  }

  #closeTracks(): void {
    for (const track of this.#tracks ?? []) track.close();
    this.#tracks = undefined;
  }

  async #subscribe(user: IAgoraRTCRemoteUser, kind: 'audio' | 'video' | 'datachannel'): Promise<void> {
    if (kind === 'audio') return (await this.#client.subscribe(user, 'audio')).play();
    if (kind !== 'video' || this.#stream === 'none') return;
    const track = await this.#client.subscribe(user, 'video');
    await this.#client.setStreamFallbackOption(user.uid, NO_FALLBACK);
    await this.#chooseStream(user);
    this.#options.onPicture(String(user.uid), (elementId) => track.play(elementId));
  }

  async #chooseStream(user: IAgoraRTCRemoteUser): Promise<void> {
    const type = this.#stream === 'low' ? LOW_STREAM : HIGH_STREAM;
    await this.#client.setRemoteVideoStreamType(user.uid, type);
  }
}

function mayPublish(grant: MediaGrant): boolean {
  return grant.publishUntil !== undefined;
}

/** A step as Agora's web SDK takes it. */
export function encoderConfiguration({ width, height, frameRate, kbpsMin, kbpsMax }: EncoderStep) {
  return { width, height, frameRate, bitrateMin: kbpsMin, bitrateMax: kbpsMax };
}
