import type { AgoraRTCStats, LocalVideoTrackStats, NetworkQuality, RemoteVideoTrackStats } from 'agora-rtc-sdk-ng';
import type { RtcReading } from './rtc.ts';

/** A picture that comes, or goes, less than this often of what it should: the device is too slow. */
const KEEPS_UP = 0.7;

/** Agora's statistics of one moment, as its web SDK gives them. */
export interface AgoraStats {
  readonly network: NetworkQuality;
  readonly call: Pick<AgoraRTCStats, 'RTT' | 'OutgoingAvailableBandwidth'>;
  readonly sent: Pick<LocalVideoTrackStats, 'currentPacketLossRate' | 'captureFrameRate' | 'sendFrameRate'>;
  readonly received: readonly Pick<
    RemoteVideoTrackStats,
    'currentPacketLossRate' | 'receiveFrameRate' | 'decodeFrameRate'
  >[];
}

/**
 * One reading. Agora gives losses as shares of one, and 0 for what it does not know yet: a bandwidth or round trip of 0 is
 * left out, and so are frame rates. What is sent too slowly on a bad line is the line's fault, not the device's.
 */
export function readingOf({ network, call, sent, received }: AgoraStats): RtcReading {
  const uplink = network.uplinkNetworkQuality;
  const downlink = network.downlinkNetworkQuality;
  const worst = Math.max(0, ...received.map(({ currentPacketLossRate }) => currentPacketLossRate || 0));
  return {
    uplink,
    downlink,
    rttMs: known(call.RTT),
    sendKbps: known(call.OutgoingAvailableBandwidth),
    sendLossPercent: (sent.currentPacketLossRate || 0) * 100,
    receiveLossPercent: worst * 100,
    encoderOverloaded: uplink <= 2 && lags(sent.sendFrameRate, sent.captureFrameRate),
    decoderOverloaded: received.some((track) => lags(track.decodeFrameRate, track.receiveFrameRate)),
  };
}

function known(value: number): number | undefined {
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

/** Whether pictures come, or go, too seldom for what is wanted; unknown rates are no ground to say so. */
export function lags(actual: number | undefined, wanted: number | undefined): boolean {
  return actual !== undefined && wanted !== undefined && wanted > 0 && actual < wanted * KEEPS_UP;
}
