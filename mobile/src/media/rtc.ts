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

/** One person's place in a room's media. */
export interface RtcSession extends RtcSteering {
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
  /** A picture came or went, by the publisher's user account; `show` puts it into an element of that id. */
  readonly onPicture: (account: string, show: ((elementId: string) => void) | undefined) => void;
}

/** Joins a room's media with a grant. Rejects with the engine's error; nothing stays open then. */
export type OpenRtc = (grant: MediaGrant, options: RtcOptions) => Promise<RtcSession>;
