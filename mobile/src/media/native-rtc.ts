import type { EncoderStep, ViewerStep } from '@halobuzz/core/media/encoder-ladders';
import { lags } from './agora-readings.ts';
import type { RtcReading } from './rtc.ts';

/** What Agora's native engine (react-native-agora 4) tells in `onRtcStats`; losses in percent, rates in kilobits a second. */
export interface NativeRtcStats {
  readonly gatewayRtt?: number | undefined;
  readonly txPacketLossRate?: number | undefined;
  readonly rxPacketLossRate?: number | undefined;
  /** Of the whole device, percent. */
  readonly cpuTotalUsage?: number | undefined;
}

/** In `onNetworkQuality`, for the own user (uid 0). */
export interface NativeNetworkQuality {
  readonly txQuality: number;
  readonly rxQuality: number;
}

/** In `onLocalVideoStats`, frames a second. */
export interface NativeLocalVideoStats {
  readonly encoderOutputFrameRate?: number | undefined;
  readonly targetFrameRate?: number | undefined;
}

/** `VideoEncoderConfiguration` of the native engine. */
export interface NativeEncoderConfiguration {
  readonly dimensions: { readonly width: number; readonly height: number };
  readonly frameRate: number;
  readonly bitrate: number;
  readonly minBitrate: number;
}

/** A device whose processors are busier than this encodes and decodes too slowly soon. */
const BUSY_PERCENT = 90;
/** The native engine's numbers for its grades above what the web SDK has: unsupported, detecting. Both say nothing. */
const LAST_GRADE = 6;

/** One reading of the native engine's last callbacks. */
export function nativeReading(
  network: NativeNetworkQuality,
  stats: NativeRtcStats,
  video: NativeLocalVideoStats | undefined,
): RtcReading {
  const busy = (stats.cpuTotalUsage ?? 0) >= BUSY_PERCENT;
  const slow = lags(video?.encoderOutputFrameRate, video?.targetFrameRate);
  const grade = (value: number): number => (value > LAST_GRADE ? 0 : value);
  return {
    uplink: grade(network.txQuality),
    downlink: grade(network.rxQuality),
    rttMs: stats.gatewayRtt,
    sendLossPercent: stats.txPacketLossRate,
    receiveLossPercent: stats.rxPacketLossRate,
    encoderOverloaded: busy || (slow && network.txQuality <= 2),
    decoderOverloaded: busy,
  };
}

/** A step as the native engine takes it; undefined for sound alone: `enableLocalVideo(false)`. */
export function nativeEncoder(step: EncoderStep): NativeEncoderConfiguration | undefined {
  if (step.width === 0) return undefined;
  const { width, height, frameRate, kbpsMin, kbpsMax } = step;
  return { dimensions: { width, height }, frameRate, bitrate: kbpsMax, minBitrate: kbpsMin };
}

/** The native engine's number of a stream; undefined for none: `muteRemoteVideoStream(uid, true)`. */
export function nativeStreamType(stream: ViewerStep['stream']): 0 | 1 | undefined {
  switch (stream) {
    case 'high':
      return 0;
    case 'low':
      return 1;
    case 'none':
      return undefined;
    default:
      return stream satisfies never;
  }
}
