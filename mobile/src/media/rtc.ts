import type { Media } from '@halobuzz/core/api/media';
import type { ContentClass, EncoderStep, ViewerStep } from '@halobuzz/core/media/encoder-ladders';

/** What an engine says of its line, about every two seconds. Absent: it does not know. */
export interface RtcReading {
  /** Agora's grades, 0 to 6; see `NetworkGrade`. */
  readonly uplink: number;
  readonly downlink: number;
  readonly rttMs?: number | undefined;
  /** Percent. */
  readonly sendLossPercent?: number | undefined;
  readonly receiveLossPercent?: number | undefined;
  /** Estimate of what can be sent, kilobits a second. */
  readonly sendKbps?: number | undefined;
  /** It encodes, or decodes, more slowly than the pictures come. */
  readonly encoderOverloaded?: boolean | undefined;
  readonly decoderOverloaded?: boolean | undefined;
}

/** The part of a media engine that quality is steered by. */
export interface RtcSteering {
  /** How to encode from now on; a step without a picture sends sound alone. Rejects when the engine cannot. */
  encode(step: EncoderStep): Promise<void>;
  /** Which of the publishers' streams to receive: `none` is sound alone. Rejects when the engine cannot. */
  receive(stream: ViewerStep['stream']): Promise<void>;
  /** Calls back with each reading until the function that it returns is called. */
  onReading(listener: (reading: RtcReading) => void): () => void;
}

/** A publisher's picture, while there is one. */
export interface RtcPicture {
  /** Web: plays it in the element of that id, filling it. Does nothing on phones, where a view shows it by `uid`. */
  readonly show: (elementId: string) => void;
  /** Phones: the engine's number of the publisher, 0 for oneself. */
  readonly uid?: number | undefined;
}

/** What who publishes can do with camera and microphone. Nothing happens for who does not publish. */
export interface RtcDevices {
  /** Off: silence is sent, and the device stays open. */
  setMicrophone(on: boolean): Promise<void>;
  /** Off wins over what the ladder would send. */
  setCamera(on: boolean): Promise<void>;
  /** Phones: the camera of the other side. */
  readonly flipCamera?: (() => Promise<void>) | undefined;
  /** Web: goes on with another device. */
  readonly useDevice?: ((kind: 'microphone' | 'camera', deviceId: string) => Promise<void>) | undefined;
}

/** One person's place in a room's media. */
export interface RtcSession extends RtcSteering, RtcDevices {
  /** Whether the publishers are heard; they are from the beginning. */
  hear(on: boolean): void;
  /** A fresh grant for the same room; the role may have changed with it. */
  renew(grant: MediaGrant): Promise<void>;
  /** Leaves and lets go of camera and microphone. Safe to repeat. */
  leave(): Promise<void>;
}

export type MediaGrant = Extract<Media, { state: 'on' }>;

export interface RtcOptions {
  readonly content: ContentClass;
  /** The first step of the ladder, for who publishes. */
  readonly first: EncoderStep;
  /** A picture came or went, by the publisher's user account; one's own too. */
  readonly onPicture: (account: string, picture: RtcPicture | undefined) => void;
  /** The browser plays no sound before the person touches the page; call `play` from such a touch. */
  readonly onSoundBlocked?: ((play: () => void) => void) | undefined;
  /** How who publishes begins; both on without it. */
  readonly start?: RtcStart | undefined;
}

export interface RtcStart {
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
  /** Web: devices as the browser names them; its own choice without. */
  readonly microphoneId?: string | undefined;
  readonly cameraId?: string | undefined;
}

/** Joins a room's media with a grant. Rejects with the engine's error; nothing stays open then. */
export type OpenRtc = (grant: MediaGrant, options: RtcOptions) => Promise<RtcSession>;
