import { limits } from '@halobuzz/core/limits';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openPreview, refusalOf } from './open-preview.ts';
import { type Drawing, smallerPicture } from './pick-picture.ts';
import { levelOf } from './sound-level.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const box = { width: 1_280, height: 720 };
const drawing = (width: number, height: number, bytes = 10): Drawing & { drawn?: [number, number] } => {
  const by: Drawing & { drawn?: [number, number] } = {
    read: async () => ({ width, height }),
    draw: async (_source, ...size) => {
      by.drawn = size;
      return new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' });
    },
    urlOf: () => 'blob:1',
  };
  return by;
};

describe('a picture', () => {
  it.each([
    [8_000, 6_000, [960, 720]],
    [4_000, 1_000, [1_280, 320]],
    [640, 360, [640, 360]],
    [100_000, 1, [1_280, 1]],
  ])('of %i × %i is drawn as %j', async (width, height, size) => {
    const by = drawing(width, height);
    expect(await smallerPicture(new Blob(), box, by)).toMatchObject({ ok: true, uri: 'blob:1' });
    expect(by.drawn).toEqual(size);
  });

  it('that is none, or too large all the same, is refused', async () => {
    const broken = { ...drawing(1, 1), read: () => Promise.reject(new Error('no picture')) };
    expect(await smallerPicture(new Blob(), box, broken)).toEqual({ ok: false, reason: 'unreadable' });
    const empty = { ...drawing(1, 1), draw: async () => null };
    expect(await smallerPicture(new Blob(), box, empty)).toEqual({ ok: false, reason: 'unreadable' });
    const large = drawing(640, 360, limits.imageBytesMax + 1);
    expect(await smallerPicture(new Blob(), box, large)).toEqual({ ok: false, reason: 'too_large' });
  });
});

describe('camera and microphone', () => {
  it.each([
    ['NotAllowedError', 'refused'],
    ['SecurityError', 'refused'],
    ['NotFoundError', 'none'],
    ['OverconstrainedError', 'none'],
    ['NotReadableError', 'busy'],
    ['TypeError', 'unsupported'],
  ] as const)('that fail by %s are %s', (name, reason) => {
    expect(refusalOf(Object.assign(new Error(name), { name }))).toBe(reason);
  });

  it('are unsupported where the page is not served securely', async () => {
    vi.stubGlobal('navigator', {});
    expect(await openPreview({ cameraOn: true })).toEqual({ ok: false, reason: 'unsupported' });
  });

  it('are opened as wished, named, watched and let go', async () => {
    const track = Object.assign(new EventTarget(), { stop: vi.fn() });
    const asked: unknown[] = [];
    const stream = { getTracks: () => [track], getVideoTracks: () => [track], getAudioTracks: () => [] };
    vi.stubGlobal('navigator', {
      mediaDevices: {
        getUserMedia: async (constraints: unknown) => {
          asked.push(constraints);
          return stream;
        },
        enumerateDevices: async () => [
          { kind: 'videoinput', deviceId: 'c', label: 'Camera' },
          { kind: 'audioinput', deviceId: 'm', label: 'Mic' },
          { kind: 'audioinput', deviceId: '', label: '' },
        ],
      },
    });
    const opened = await openPreview({ cameraOn: true, cameraId: 'c', microphoneId: 'm' });
    if (!opened.ok) throw new Error(opened.reason);
    expect(asked).toMatchObject([{ audio: { deviceId: { exact: 'm' } }, video: { deviceId: { exact: 'c' } } }]);
    expect(opened.preview.cameras).toEqual([{ id: 'c', label: 'Camera' }]);
    expect(opened.preview.microphones).toEqual([{ id: 'm', label: 'Mic' }]);
    const lost = vi.fn();
    opened.preview.onLost(lost);
    track.dispatchEvent(new Event('ended'));
    expect(lost).toHaveBeenCalledOnce();
    document.body.innerHTML = '<div id="here"></div>';
    opened.preview.picture?.show('here');
    expect(document.querySelector('#here video')).not.toBeNull();
    opened.preview.close();
    expect(track.stop).toHaveBeenCalledOnce();
    await openPreview({ cameraOn: false });
    expect(asked.at(-1)).toEqual({ audio: true, video: false });
  });

  it('are others where the chosen one is gone, and let go when they cannot be named', async () => {
    const track = { stop: vi.fn() };
    const stream = { getTracks: () => [track], getVideoTracks: () => [], getAudioTracks: () => [] };
    const asked: unknown[] = [];
    vi.stubGlobal('navigator', {
      mediaDevices: {
        getUserMedia: async (constraints: MediaStreamConstraints) => {
          asked.push(constraints);
          if (constraints.audio !== true) throw Object.assign(new Error('gone'), { name: 'OverconstrainedError' });
          return stream;
        },
        enumerateDevices: () => Promise.reject(new Error('no names')),
      },
    });
    expect(await openPreview({ cameraOn: false, microphoneId: 'm' })).toEqual({ ok: false, reason: 'refused' });
    expect(asked).toHaveLength(2);
    expect(asked.at(-1)).toEqual({ audio: true, video: false });
    expect(track.stop).toHaveBeenCalledOnce();
  });

  it('have a level as ears have it', () => {
    expect(levelOf(new Float32Array(8))).toBe(0);
    expect(levelOf(new Float32Array(8).fill(1))).toBe(1);
    expect(levelOf(new Float32Array(8).fill(0.03))).toBeCloseTo(0.49, 1);
    expect(levelOf(new Float32Array(8).fill(0.000_1))).toBe(0);
  });
});
