import { type EncoderStep, lowStream, type ViewerStep } from '@halobuzz/core/media/encoder-ladders';
import { PermissionsAndroid, Platform } from 'react-native';
import createAgoraRtcEngine, {
  AreaCode,
  ChannelProfileType,
  ClientRoleType,
  type IRtcEngine,
  type IRtcEngineEventHandler,
  RemoteVideoState,
  SimulcastStreamMode,
  StreamFallbackOptions,
} from 'react-native-agora';
import {
  type NativeLocalVideoStats,
  type NativeRtcStats,
  nativeEncoder,
  nativeReading,
  nativeStreamType,
} from './native-rtc.ts';
import type { MediaGrant, RtcOptions, RtcReading, RtcSession } from './rtc.ts';

/** The engine is one for the app: a second channel at a time would need another interface of it. */
let busy = false;

/** Joins by Agora's native SDK: see `OpenRtc`. Rejects while another session is open. */
export async function openAgoraNative(grant: MediaGrant, options: RtcOptions): Promise<RtcSession> {
  if (busy) throw new Error('The media engine is in use.');
  busy = true;
  const session = new AgoraNativeSession(createAgoraRtcEngine(), options, grant);
  try {
    await session.join();
  } catch (error) {
    await session.leave();
    throw error;
  }
  return session;
}

class AgoraNativeSession implements RtcSession {
  readonly #engine: IRtcEngine;
  readonly #options: RtcOptions;
  readonly #handler: IRtcEngineEventHandler;
  readonly #listeners = new Set<(reading: RtcReading) => void>();
  /** Accounts by the engine's numbers. */
  readonly #accounts = new Map<number, string>();
  readonly #withPicture = new Set<number>();
  #grant: MediaGrant;
  #stream: ViewerStep['stream'] = 'high';
  #stats: NativeRtcStats = {};
  #video: NativeLocalVideoStats | undefined;
  #publishes = false;
  #cameraOn: boolean;
  #stepHasPicture = true;
  #left = false;

  constructor(engine: IRtcEngine, options: RtcOptions, grant: MediaGrant) {
    this.#engine = engine;
    this.#options = options;
    this.#grant = grant;
    this.#cameraOn = options.start?.cameraOn ?? true;
    this.#handler = {
      onUserInfoUpdated: (uid, { userAccount }) => {
        if (userAccount === undefined) return;
        this.#accounts.set(uid, userAccount);
        this.#tell(uid);
      },
      onUserOffline: (_connection, uid) => {
        this.#withPicture.delete(uid);
        this.#tell(uid);
        this.#accounts.delete(uid);
      },
      onRemoteVideoStateChanged: (_connection, uid, state) => {
        if (state === RemoteVideoState.RemoteVideoStateStopped) this.#withPicture.delete(uid);
        else if (state === RemoteVideoState.RemoteVideoStateDecoding) this.#withPicture.add(uid);
        else return;
        this.#tell(uid);
      },
      onRtcStats: (_connection, stats) => {
        this.#stats = stats;
      },
      onLocalVideoStats: (_connection, _source, stats) => {
        this.#video = stats;
      },
      onNetworkQuality: (_connection, uid, txQuality, rxQuality) => {
        if (uid !== 0) return;
        const reading = nativeReading({ txQuality, rxQuality }, this.#stats, this.#video);
        for (const listener of this.#listeners) listener(reading);
      },
    };
  }

  async join(): Promise<void> {
    const { appId, token, channel, userAccount } = this.#grant;
    const engine = this.#engine;
    done(
      engine.initialize({
        appId,
        areaCode: areaCodes[this.#grant.area] ?? AreaCode.AreaCodeGlob,
        channelProfile: ChannelProfileType.ChannelProfileLiveBroadcasting,
      }),
    );
    engine.registerEventHandler(this.#handler);
    done(engine.enableVideo());
    // Ours decides what is received.
    engine.setRemoteSubscribeFallbackOption(StreamFallbackOptions.StreamFallbackOptionDisabled);
    done(
      engine.joinChannelWithUserAccount(token, channel, userAccount, {
        autoSubscribeAudio: true,
        autoSubscribeVideo: true,
      }),
    );
    if (mayPublish(this.#grant)) await this.#publish();
  }

  async renew(grant: MediaGrant): Promise<void> {
    this.#grant = grant;
    done(this.#engine.renewToken(grant.token));
    if (mayPublish(grant) === this.#publishes) return;
    if (mayPublish(grant)) await this.#publish();
    else this.#unpublish();
  }

  async encode(step: EncoderStep): Promise<void> {
    if (!this.#publishes) return;
    const encoder = nativeEncoder(step);
    this.#stepHasPicture = encoder !== undefined;
    if (encoder !== undefined) done(this.#engine.setVideoEncoderConfiguration(encoder));
    const { width, height, frameRate: framerate, kbps: kBitrate } = lowStream;
    const mode = step.dualStream
      ? SimulcastStreamMode.EnableSimulcastStream
      : SimulcastStreamMode.DisableSimulcastStream;
    done(this.#engine.setDualStreamMode(mode, { dimensions: { width, height }, framerate, kBitrate }));
    this.#muteCamera();
  }

  async receive(stream: ViewerStep['stream']): Promise<void> {
    this.#stream = stream;
    const type = nativeStreamType(stream);
    done(this.#engine.muteAllRemoteVideoStreams(type === undefined));
    if (type !== undefined) {
      done(this.#engine.setRemoteDefaultVideoStreamType(type));
      for (const uid of this.#accounts.keys()) this.#engine.setRemoteVideoStreamType(uid, type);
    }
    for (const uid of this.#accounts.keys()) this.#tell(uid);
  }

  onReading(listener: (reading: RtcReading) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  hear(on: boolean): void {
    this.#engine.muteAllRemoteAudioStreams(!on);
  }

  async setMicrophone(on: boolean): Promise<void> {
    if (this.#publishes) done(this.#engine.muteLocalAudioStream(!on));
  }

  async setCamera(on: boolean): Promise<void> {
    this.#cameraOn = on;
    if (this.#publishes) this.#muteCamera();
  }

  async flipCamera(): Promise<void> {
    if (this.#publishes) done(this.#engine.switchCamera());
  }

  async leave(): Promise<void> {
    if (this.#left) return;
    this.#left = true;
    this.#listeners.clear();
    this.#engine.unregisterEventHandler(this.#handler);
    this.#engine.leaveChannel();
    this.#engine.release();
    busy = false;
  }

  async #publish(): Promise<void> {
    await mayUseDevices();
    const { start, first } = this.#options;
    const engine = this.#engine;
    done(engine.setClientRole(ClientRoleType.ClientRoleBroadcaster));
    this.#publishes = true;
    await this.encode(first);
    engine.startPreview();
    done(engine.updateChannelMediaOptions({ publishCameraTrack: true, publishMicrophoneTrack: true }));
    if (start?.microphoneOn === false) engine.muteLocalAudioStream(true);
    this.#muteCamera();
    this.#options.onPicture(this.#grant.userAccount, { show: showsByNumber, uid: 0 });
  }

  #unpublish(): void {
    this.#publishes = false;
    this.#engine.updateChannelMediaOptions({ publishCameraTrack: false, publishMicrophoneTrack: false });
    this.#engine.stopPreview();
    done(this.#engine.setClientRole(ClientRoleType.ClientRoleAudience));
    this.#options.onPicture(this.#grant.userAccount, undefined);
  }

  #muteCamera(): void {
    done(this.#engine.muteLocalVideoStream(!(this.#cameraOn && this.#stepHasPicture)));
  }

  #tell(uid: number): void {
    const account = this.#accounts.get(uid);
    if (account === undefined) return;
    const shown = this.#withPicture.has(uid) && this.#stream !== 'none';
    this.#options.onPicture(account, shown ? { show: showsByNumber, uid } : undefined);
  }
}

/** On phones a view shows a picture by its publisher's number. */
const showsByNumber = (): void => {};

/** Agora's areas as the native engine numbers them; names as the origin's table has them. */
const areaCodes: Readonly<Record<string, number>> = {
  CHINA: AreaCode.AreaCodeCn,
  NORTH_AMERICA: AreaCode.AreaCodeNa,
  EUROPE: AreaCode.AreaCodeEu,
  ASIA: AreaCode.AreaCodeAs,
  JAPAN: AreaCode.AreaCodeJp,
  INDIA: AreaCode.AreaCodeIn,
};

function mayPublish(grant: MediaGrant): boolean {
  return grant.publishUntil !== undefined;
}

/** The engine's calls answer with a number below zero when they could not. */
function done(result: number): void {
  if (result < 0) throw new Error(`The media engine answered ${result}.`);
}

/** iOS asks by itself when the devices are opened. */
async function mayUseDevices(): Promise<void> {
  if (Platform.OS !== 'android') return;
  const { CAMERA, RECORD_AUDIO } = PermissionsAndroid.PERMISSIONS;
  const answers = await PermissionsAndroid.requestMultiple([CAMERA, RECORD_AUDIO]);
  const granted = Object.values(answers).every((answer) => answer === PermissionsAndroid.RESULTS.GRANTED);
  if (!granted) throw new Error('Camera or microphone was refused.');
}
