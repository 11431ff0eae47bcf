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

const FULL_VOLUME = 100;
/** A picture fills its place, whatever is cut off. */
const FILLING = { fit: 'cover' } as const;

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
  #hears = true;
  #account = '';
  #cameraOn: boolean;
  /** Whether the ladder's step has a picture. */
  #stepHasPicture = true;
  /** Renewals go one after the other: devices open slowly, and a role may be lost meanwhile. */
  #renewed: Promise<void> = Promise.resolve();

  constructor(agora: IAgoraRTC, client: IAgoraRTCClient, options: RtcOptions) {
    this.#agora = agora;
    this.#client = client;
    this.#options = options;
    this.#cameraOn = options.start?.cameraOn ?? true;
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
    // The SDK tells it once for the page, whichever track it was: a session that does not ask leaves it to the other.
    const { onSoundBlocked } = this.#options;
    if (onSoundBlocked !== undefined) this.#agora.onAutoplayFailed = () => onSoundBlocked(() => this.#playAll());
    await client.setClientRole(mayPublish(grant) ? 'host' : 'audience');
    await client.join(grant.appId, grant.channel, grant.token, grant.userAccount);
    this.#account = grant.userAccount;
    if (mayPublish(grant)) await this.#publish();
  }

  renew(grant: MediaGrant): Promise<void> {
    const renewal = this.#renewed.then(() => this.#renew(grant));
    this.#renewed = renewal.catch(() => undefined);
    return renewal;
  }

  async #renew(grant: MediaGrant): Promise<void> {
    if (this.#left) return;
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
    this.#stepHasPicture = step.width > 0;
    if (this.#stepHasPicture) await camera.setEncoderConfiguration(encoderConfiguration(step));
    await this.#sendBoth(step.dualStream);
    await this.#muteCamera();
  }

  async setMicrophone(on: boolean): Promise<void> {
    await this.#tracks?.[0].setMuted(!on);
  }

  async setCamera(on: boolean): Promise<void> {
    this.#cameraOn = on;
    await this.#muteCamera();
  }

  async useDevice(kind: 'microphone' | 'camera', deviceId: string): Promise<void> {
    await this.#tracks?.[kind === 'microphone' ? 0 : 1].setDevice(deviceId);
  }

  hear(on: boolean): void {
    this.#hears = on;
    for (const { audioTrack } of this.#client.remoteUsers) audioTrack?.setVolume(on ? FULL_VOLUME : 0);
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
    const { start } = this.#options;
    const opened = await this.#openDevices(start?.microphoneId, start?.cameraId);
    if (this.#left) {
      // Nobody would close them any more.
      for (const track of opened) track.close();
      return;
    }
    this.#tracks = opened;
    const [microphone, camera] = opened;
    if (start?.microphoneOn === false) await microphone.setMuted(true);
    await this.#muteCamera();
    const { width, height, frameRate, kbps } = lowStream;
    this.#client.setLowStreamParameter({ width, height, framerate: frameRate, bitrate: kbps });
    await this.#sendBoth(this.#options.first.dualStream);
    await this.#client.publish(opened);
    this.#options.onPicture(this.#account, { show: (elementId) => camera.play(elementId, FILLING) });
  }

  /** Those that were chosen once, or the browser's choice where one of them is gone since. */
  async #openDevices(
    microphoneId: string | undefined,
    cameraId: string | undefined,
  ): Promise<[IMicrophoneAudioTrack, ICameraVideoTrack]> {
    const { content, first } = this.#options;
    try {
      return await this.#agora.createMicrophoneAndCameraTracks(
        {
          encoderConfig: content === 'music' ? 'high_quality_stereo' : 'speech_standard',
          ...(microphoneId === undefined ? {} : { microphoneId }),
        },
        {
          encoderConfig: encoderConfiguration(first),
          optimizationMode: content === 'motion' ? 'motion' : 'detail',
          ...(cameraId === undefined ? {} : { cameraId }),
        },
      );
    } catch (error) {
      if (this.#left || (microphoneId ?? cameraId) === undefined) throw error;
      return this.#openDevices(undefined, undefined);
    }
  }

  /** `setMuted` keeps the camera open, so that the picture is back at once. */
  async #muteCamera(): Promise<void> {
    const camera = this.#tracks?.[1];
    const muted = !(this.#cameraOn && this.#stepHasPicture);
    if (camera !== undefined && camera.muted !== muted) await camera.setMuted(muted);
  }

  #playAll(): void {
    for (const { audioTrack } of this.#client.remoteUsers) audioTrack?.play();
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
    this.#options.onPicture(this.#account, undefined);
  }

  #closeTracks(): void {
    for (const track of this.#tracks ?? []) track.close();
    this.#tracks = undefined;
  }

  async #subscribe(user: IAgoraRTCRemoteUser, kind: 'audio' | 'video' | 'datachannel'): Promise<void> {
    if (kind === 'audio') {
      const sound = await this.#client.subscribe(user, 'audio');
      if (!this.#hears) sound.setVolume(0);
      return sound.play();
    }
    if (kind !== 'video' || this.#stream === 'none') return;
    const track = await this.#client.subscribe(user, 'video');
    await this.#client.setStreamFallbackOption(user.uid, NO_FALLBACK);
    await this.#chooseStream(user);
    this.#options.onPicture(String(user.uid), { show: (elementId) => track.play(elementId, FILLING) });
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
