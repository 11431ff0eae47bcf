import { encoderLadder, soundOnly } from '@halobuzz/core/media/encoder-ladders';
import type { IAgoraRTC } from 'agora-rtc-sdk-ng';
import { beforeEach, describe, expect, it } from 'vitest';
import { openAgoraWeb } from './agora-web-rtc.ts';
import type { MediaGrant, RtcOptions, RtcPicture, RtcReading } from './rtc.ts';

const grant: MediaGrant = {
  ...{ state: 'on', provider: 'agora', appId: 'a'.repeat(32), channel: 'room', userAccount: 'me', role: 'viewer' },
  ...{ token: 't1', renewAt: '2026-01-02T03:04:05.678Z', renewInMs: 1, expiresAt: '2026-01-02T03:04:05.678Z' },
  area: 'ASIA',
};
const hostGrant: MediaGrant = { ...grant, role: 'host', publishUntil: '2026-01-02T03:04:05.678Z' };
const { steps } = encoderLadder('talk', 'wired');
const [best, , , low] = steps;
if (best === undefined || low === undefined) throw new Error('no steps');

/** What was called, in order, on a scripted SDK. */
let calls: unknown[][];
let handlers: Map<string, (...args: unknown[]) => void>;
let joinFails: boolean;
/** A device that is not there any more. */
let gone: string | undefined;
/** When devices are open. */
let devicesOpen: Promise<void>;
beforeEach(() => {
  gone = undefined;
  devicesOpen = Promise.resolve();
  calls = [];
  handlers = new Map();
  joinFails = false;
});

const note =
  (name: string) =>
  async (...args: unknown[]): Promise<void> => {
    calls.push([name, ...args]);
  };
const names = (): unknown[] => calls.map(([name]) => name);
let volume: number | undefined;
const sound = {
  setVolume: (to: number) => {
    volume = to;
  },
  play: () => calls.push(['play sound']),
};
const remote = { uid: 'host', hasVideo: true, audioTrack: sound };

function scriptedSdk(): IAgoraRTC {
  const camera = {
    muted: false,
    setEncoderConfiguration: note('setEncoderConfiguration'),
    async setMuted(muted: boolean) {
      camera.muted = muted;
      calls.push(['setMuted', muted]);
    },
    setDevice: note('use camera'),
    play: (element: unknown) => calls.push(['play own', element]),
    close: () => calls.push(['close camera']),
  };
  const microphone = {
    setMuted: note('mute microphone'),
    setDevice: note('use microphone'),
    close: () => calls.push(['close microphone']),
  };
  const track = { ...sound, play: (element: unknown) => calls.push(['play', element]) };
  const client = {
    remoteUsers: [remote],
    on: (event: string, handler: (...args: unknown[]) => void) => handlers.set(event, handler),
    removeAllListeners: () => handlers.clear(),
    join: async (...args: unknown[]) => {
      calls.push(['join', ...args]);
      if (joinFails) throw new Error('no such app');
    },
    subscribe: async (...args: unknown[]) => {
      calls.push(['subscribe', ...args]);
      return track;
    },
    getRTCStats: () => ({ RTT: 20, OutgoingAvailableBandwidth: 900 }),
    getLocalVideoStats: () => ({ currentPacketLossRate: 0 }),
    getRemoteVideoStats: () => ({ host: { currentPacketLossRate: 0.5 } }),
    setLowStreamParameter: (given: unknown) => calls.push(['setLowStreamParameter', given]),
    ...Object.fromEntries(
      [
        ...['setClientRole', 'renewToken', 'publish', 'unpublish', 'leave', 'unsubscribe', 'enableDualStream'],
        ...['disableDualStream', 'setRemoteVideoStreamType', 'setStreamFallbackOption'],
      ].map((name) => [name, note(name)]),
    ),
  };
  const sdk = {
    setArea: (areas: unknown) => calls.push(['setArea', areas]),
    createClient: (given: unknown) => {
      calls.push(['createClient', given]);
      return client;
    },
    createMicrophoneAndCameraTracks: async (...args: unknown[]) => {
      calls.push(['createTracks', ...args]);
      await devicesOpen;
      if (gone !== undefined && JSON.stringify(args).includes(gone)) throw new Error('DEVICE_NOT_FOUND');
      return [microphone, camera];
    },
  };
  // Only what the adapter uses is here; a call of anything else fails the test.
  return sdk as unknown as IAgoraRTC;
}

const pictures: [string, boolean][] = [];
const open = (given: MediaGrant, change: Partial<RtcOptions> = {}, sdk = scriptedSdk()) =>
  openAgoraWeb(
    given,
    {
      ...{ content: 'talk', first: best },
      onPicture: (account, picture) => pictures.push([account, picture !== undefined]),
      ...change,
    },
    async () => sdk,
  );

describe('a viewer on the web', () => {
  it('joins as audience in its area, watches what is published, and switches streams', async () => {
    const session = await open(grant);
    expect(calls).toContainEqual(['setArea', ['ASIA']]);
    expect(calls).toContainEqual(['setClientRole', 'audience']);
    expect(calls).toContainEqual(['join', grant.appId, 'room', 't1', 'me']);
    expect(names()).not.toContain('createTracks');
    handlers.get('user-published')?.(remote, 'video');
    await expect.poll(() => pictures).toContainEqual(['host', true]);
    expect(calls).toContainEqual(['setRemoteVideoStreamType', 'host', 0]);
    // The SDK's own fall-back would fight with ours.
    expect(calls).toContainEqual(['setStreamFallbackOption', 'host', 0]);
    calls = [];
    await session.receive('low');
    expect(calls).toEqual([['setRemoteVideoStreamType', 'host', 1]]);
    await session.receive('none');
    expect(calls.at(-1)).toEqual(['unsubscribe', remote, 'video']);
    await session.receive('high');
    expect(calls.at(-1)).toEqual(['setRemoteVideoStreamType', 'host', 0]);
    expect(names().filter((name) => name === 'subscribe')).toHaveLength(1);
  });

  it('tells its readings until nobody listens, and nothing after it left', async () => {
    const session = await open(grant);
    const heard: RtcReading[] = [];
    const stop = session.onReading((reading) => heard.push(reading));
    const emit = () => handlers.get('network-quality')?.({ uplinkNetworkQuality: 1, downlinkNetworkQuality: 5 });
    emit();
    expect(heard).toMatchObject([{ uplink: 1, downlink: 5, rttMs: 20, sendKbps: 900, receiveLossPercent: 50 }]);
    stop();
    emit();
    expect(heard).toHaveLength(1);
    await session.leave();
    await session.leave();
    expect(names().filter((name) => name === 'leave')).toHaveLength(1);
    expect(handlers.size).toBe(0);
  });

  it('leaves nothing open when joining fails', async () => {
    joinFails = true;
    await expect(open(grant)).rejects.toThrow('no such app');
    expect(names().at(-1)).toBe('leave');
    expect(handlers.size).toBe(0);
  });
});

describe('a host on the web', () => {
  it('publishes two streams by the ladder, and one beside a small picture', async () => {
    const session = await open(hostGrant);
    const encoding = { width: 1280, height: 720, frameRate: 24, bitrateMin: 900, bitrateMax: 1_700 };
    expect(calls).toContainEqual([
      'createTracks',
      { encoderConfig: 'speech_standard' },
      { encoderConfig: encoding, optimizationMode: 'detail' },
    ]);
    expect(names().slice(-3)).toEqual(['setLowStreamParameter', 'enableDualStream', 'publish']);
    calls = [];
    await session.encode(low);
    expect(calls).toEqual([
      ['setEncoderConfiguration', { width: 424, height: 240, frameRate: 15, bitrateMin: 120, bitrateMax: 280 }],
      ['disableDualStream'],
    ]);
    calls = [];
    await session.encode(soundOnly);
    await session.encode(soundOnly);
    expect(calls).toEqual([['setMuted', true]]);
    calls = [];
    await session.encode(best);
    expect(calls).toEqual([['setEncoderConfiguration', encoding], ['enableDualStream'], ['setMuted', false]]);
  });

  it('stops publishing with a grant that does not allow it, and begins with one that does', async () => {
    const session = await open(hostGrant);
    calls = [];
    await session.renew({ ...grant, token: 't2' });
    expect(calls[0]).toEqual(['renewToken', 't2']);
    expect(names().slice(1)).toEqual(['unpublish', 'close microphone', 'close camera', 'setClientRole']);
    expect(calls.at(-1)).toEqual(['setClientRole', 'audience']);
    calls = [];
    await session.renew({ ...hostGrant, token: 't3' });
    expect(names()).toEqual(expect.arrayContaining(['setClientRole', 'createTracks', 'publish']));
    calls = [];
    await session.renew({ ...hostGrant, token: 't4' });
    expect(calls).toEqual([['renewToken', 't4']]);
    await session.leave();
    expect(names()).toEqual(expect.arrayContaining(['close microphone', 'close camera', 'leave']));
  });
});

describe('sound on the web', () => {
  it('is turned off and on, for who comes later too', async () => {
    const session = await open(grant);
    session.hear(false);
    expect(volume).toBe(0);
    session.hear(true);
    expect(volume).toBe(100);
    session.hear(false);
    volume = undefined;
    handlers.get('user-published')?.(remote, 'audio');
    await expect.poll(() => volume).toBe(0);
  });

  it('waits for a touch where the browser wants one', async () => {
    const sdk = scriptedSdk();
    let play: (() => void) | undefined;
    let asked = 0;
    const onSoundBlocked = (give: () => void): void => {
      asked += 1;
      play = give;
    };
    await open(grant, { onSoundBlocked }, sdk);
    sdk.onAutoplayFailed?.();
    calls = [];
    play?.();
    expect(calls).toEqual([['play sound']]);
    // Another room's session beside it, which does not ask, leaves the question to the first.
    await open({ ...grant, channel: 'rival' }, {}, sdk);
    sdk.onAutoplayFailed?.();
    expect(asked).toBe(2);
  });
});

describe('the devices of who publishes', () => {
  it('begin as they were left', async () => {
    const start = { microphoneOn: false, cameraOn: false, microphoneId: 'mic', cameraId: 'cam' };
    await open(hostGrant, { start });
    const created = calls.find(([name]) => name === 'createTracks');
    expect(created).toMatchObject(['createTracks', { microphoneId: 'mic' }, { cameraId: 'cam' }]);
    expect(calls).toContainEqual(['mute microphone', true]);
    expect(calls).toContainEqual(['setMuted', true]);
  });

  it('are others where the one of last time is gone', async () => {
    gone = 'unplugged';
    await open(hostGrant, { start: { microphoneOn: true, cameraOn: true, cameraId: gone } });
    expect(names().filter((name) => name === 'createTracks')).toHaveLength(2);
    expect(names()).toContain('publish');
  });

  it('are let go when they open after their owner left', async () => {
    const session = await open(grant);
    let opens = (): void => undefined;
    devicesOpen = new Promise((resolve) => {
      opens = resolve;
    });
    const renewed = session.renew(hostGrant);
    await expect.poll(names).toContain('createTracks');
    await session.leave();
    opens();
    await renewed;
    expect(names()).toEqual(expect.arrayContaining(['close microphone', 'close camera']));
    expect(names()).not.toContain('publish');
  });

  it('are let go when the seat was lost while they opened', async () => {
    const session = await open(grant);
    let opens = (): void => undefined;
    devicesOpen = new Promise((resolve) => {
      opens = resolve;
    });
    const renewals = [session.renew(hostGrant), session.renew({ ...grant, token: 't2' })];
    await expect.poll(names).toContain('createTracks');
    opens();
    await Promise.all(renewals);
    expect(names().slice(-4)).toEqual(['unpublish', 'close microphone', 'close camera', 'setClientRole']);
  });

  it('keep the camera off whatever the ladder would send', async () => {
    const session = await open(hostGrant);
    await session.setCamera(false);
    expect(calls.at(-1)).toEqual(['setMuted', true]);
    await session.encode(soundOnly);
    await session.encode(low);
    expect(calls.filter(([name]) => name === 'setMuted')).toEqual([['setMuted', true]]);
    await session.setCamera(true);
    expect(calls.at(-1)).toEqual(['setMuted', false]);
  });

  it('are exchanged, and silenced', async () => {
    const session = await open(hostGrant);
    await session.useDevice?.('camera', 'other');
    expect(calls.at(-1)).toEqual(['use camera', 'other']);
    await session.setMicrophone(false);
    expect(calls.at(-1)).toEqual(['mute microphone', true]);
  });

  it('show the own picture while one publishes', async () => {
    const own: (RtcPicture | undefined)[] = [];
    const session = await open(hostGrant, { onPicture: (_account, picture) => own.push(picture) });
    own[0]?.show('here');
    expect(calls.at(-1)).toEqual(['play own', 'here']);
    await session.renew(grant);
    expect(own.at(-1)).toBeUndefined();
  });
});
