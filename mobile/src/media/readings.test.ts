import { encoderLadder, soundOnly } from '@halobuzz/core/media/encoder-ladders';
import { describe, expect, it } from 'vitest';
import { type AgoraStats, readingOf } from './agora-readings.ts';
import { nativeEncoder, nativeReading, nativeStreamType } from './native-rtc.ts';

const stats: AgoraStats = {
  network: { uplinkNetworkQuality: 2, downlinkNetworkQuality: 3 },
  call: { RTT: 48, OutgoingAvailableBandwidth: 1_800 },
  sent: { currentPacketLossRate: 0.02, captureFrameRate: 24, sendFrameRate: 23 },
  received: [
    { currentPacketLossRate: 0.01, receiveFrameRate: 20, decodeFrameRate: 20 },
    { currentPacketLossRate: 0.07, receiveFrameRate: 20, decodeFrameRate: 19 },
  ],
};

describe('a reading of the web SDK', () => {
  it('has losses in percent, the worst of what is received', () => {
    const reading = readingOf(stats);
    expect(reading).toMatchObject({ uplink: 2, downlink: 3, rttMs: 48, sendKbps: 1_800, sendLossPercent: 2 });
    expect(reading.receiveLossPercent).toBeCloseTo(7);
    expect([reading.encoderOverloaded, reading.decoderOverloaded]).toEqual([false, false]);
  });

  it('leaves out what the SDK does not know yet', () => {
    const reading = readingOf({
      network: { uplinkNetworkQuality: 0, downlinkNetworkQuality: 0 },
      call: { RTT: 0, OutgoingAvailableBandwidth: 0 },
      sent: { currentPacketLossRate: Number.NaN },
      received: [],
    });
    expect(reading).toMatchObject({ rttMs: undefined, sendKbps: undefined, sendLossPercent: 0, receiveLossPercent: 0 });
  });

  it('blames the device for slow pictures only while the line is good', () => {
    const slow = { ...stats, sent: { currentPacketLossRate: 0, captureFrameRate: 30, sendFrameRate: 12 } };
    expect(readingOf(slow).encoderOverloaded).toBe(true);
    const badLine = { uplinkNetworkQuality: 4, downlinkNetworkQuality: 1 } as const;
    expect(readingOf({ ...slow, network: badLine }).encoderOverloaded).toBe(false);
    const received = [{ currentPacketLossRate: 0, receiveFrameRate: 30, decodeFrameRate: 10 }];
    expect(readingOf({ ...stats, received }).decoderOverloaded).toBe(true);
  });
});

describe('the native engine', () => {
  it('gives the same reading', () => {
    const network = { txQuality: 1, rxQuality: 4 };
    const rtc = { gatewayRtt: 60, txPacketLossRate: 3, rxPacketLossRate: 9, cpuTotalUsage: 40 };
    expect(nativeReading(network, rtc, { encoderOutputFrameRate: 24, targetFrameRate: 24 })).toEqual({
      ...{ uplink: 1, downlink: 4, rttMs: 60, sendLossPercent: 3, receiveLossPercent: 9 },
      ...{ encoderOverloaded: false, decoderOverloaded: false },
    });
    expect(nativeReading(network, { cpuTotalUsage: 95 }, undefined)).toMatchObject({
      ...{ encoderOverloaded: true, decoderOverloaded: true },
    });
    const slow = { encoderOutputFrameRate: 8, targetFrameRate: 24 };
    expect(nativeReading(network, rtc, slow)).toMatchObject({ encoderOverloaded: true, decoderOverloaded: false });
    // 7 and 8: not supported, still detecting.
    expect(nativeReading({ txQuality: 7, rxQuality: 8 }, {}, undefined)).toMatchObject({ uplink: 0, downlink: 0 });
  });

  it('takes every step and stream', () => {
    const [best] = encoderLadder('motion', 'wifi').steps;
    if (best === undefined) throw new Error('no steps');
    expect(nativeEncoder(best)).toEqual({
      ...{ dimensions: { width: 1280, height: 720 }, frameRate: 30, bitrate: 2_800, minBitrate: 1_500 },
    });
    expect(nativeEncoder(soundOnly)).toBeUndefined();
    expect((['high', 'low', 'none'] as const).map(nativeStreamType)).toEqual([0, 1, undefined]);
  });
});
