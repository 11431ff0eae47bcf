import type { Stream } from '../api/streams.ts';
import type { QualityLevel } from './quality-level.ts';

/** What is in the picture: how much it moves decides what a given bit rate is best spent on. */
export type ContentClass = 'talk' | 'music' | 'motion';

/** What the device says of its network before anything was measured. */
export type NetworkClass = 'wired' | 'wifi' | 'cellular' | 'slow' | 'unknown';

/** What a machine weighs of a step: below `kbpsMin` it does not work, above `kbpsMax` it has no use for more. */
export interface QualityStep {
  readonly level: QualityLevel;
  readonly kbpsMin: number;
  readonly kbpsMax: number;
}

/** One way to encode: pixels (long side first), frames a second, kilobits a second. */
export interface EncoderStep extends QualityStep {
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  /** Whether a second, small stream is sent beside it for viewers on bad lines; beside a small one it would be waste. */
  readonly dualStream: boolean;
}

/** The last step of every ladder: sound alone. */
export const soundOnly: EncoderStep = {
  ...{ level: 'audio', width: 0, height: 0, frameRate: 0, kbpsMin: 24, kbpsMax: 128, dualStream: false },
};

type Row = readonly [
  width: number,
  height: number,
  frameRate: number,
  kbpsMin: number,
  kbpsMax: number,
  level: QualityLevel,
];

/**
 * Best first. The largest rates are Agora's for live broadcasts at that size and rate of frames ("Set the video
 * encoding configuration"), the smallest about half: below that H.264 shows blocks. A face needs pixels and few frames, a
 * dance or a game needs frames, and pays for them.
 */
const rows: Readonly<Record<ContentClass, readonly Row[]>> = {
  talk: [
    [1280, 720, 24, 900, 1_700, 'high'],
    [960, 540, 20, 500, 1_100, 'high'],
    [640, 360, 15, 250, 600, 'medium'],
    [424, 240, 15, 120, 280, 'low'],
    [320, 180, 10, 70, 140, 'low'],
  ],
  music: [
    [1280, 720, 24, 1_000, 1_900, 'high'],
    [960, 540, 24, 600, 1_200, 'high'],
    [640, 360, 20, 300, 700, 'medium'],
    [424, 240, 15, 140, 300, 'low'],
    [320, 180, 12, 80, 150, 'low'],
  ],
  motion: [
    [1280, 720, 30, 1_500, 2_800, 'high'],
    [960, 540, 30, 900, 1_700, 'high'],
    [640, 360, 30, 450, 1_000, 'medium'],
    [424, 240, 24, 200, 450, 'low'],
    [320, 180, 15, 90, 190, 'low'],
  ],
};

/** The best step that a network is trusted with, and the one to begin with. A phone's plan is not ours to use up. */
const reach: Readonly<Record<NetworkClass, { readonly best: number; readonly first: number }>> = {
  wired: { best: 0, first: 0 },
  wifi: { best: 0, first: 1 },
  cellular: { best: 1, first: 2 },
  slow: { best: 2, first: 3 },
  unknown: { best: 0, first: 1 },
};

const contentOf: Readonly<Record<Stream['category'], ContentClass>> = {
  music: 'music',
  talk: 'talk',
  gaming: 'motion',
  dance: 'motion',
  food: 'talk',
  sports: 'motion',
  education: 'talk',
  other: 'talk',
};

/** What a broadcast of this category shows. */
export function contentOfCategory(category: Stream['category']): ContentClass {
  return contentOf[category];
}

/** A host's ladder, best step first, sound alone last; `first` is where to begin. */
export function encoderLadder(
  content: ContentClass,
  network: NetworkClass,
): { readonly steps: readonly EncoderStep[]; readonly first: number } {
  const { best, first } = reach[network];
  const pictures = rows[content].slice(best).map(
    ([width, height, frameRate, kbpsMin, kbpsMax, level]): EncoderStep => ({
      ...{ width, height, frameRate, kbpsMin, kbpsMax, level },
      dualStream: kbpsMin >= 2 * lowStream.kbps,
    }),
  );
  return { steps: [...pictures, soundOnly], first: first - best };
}

/** The small stream of a host who sends two: what viewers on bad lines get. */
export const lowStream = { width: 320, height: 180, frameRate: 15, kbps: 120 } as const;

/** What a viewer may receive of a host. */
export interface ViewerStep extends QualityStep {
  readonly stream: 'high' | 'low' | 'none';
}

/** A viewer's ladder. What the large stream needs is the host's choice: its place is taken by what a picture worth it needs. */
export const viewerLadder: readonly ViewerStep[] = [
  { stream: 'high', level: 'high', kbpsMin: 400, kbpsMax: 2_800 },
  { stream: 'low', level: 'low', kbpsMin: 80, kbpsMax: 200 },
  { stream: 'none', level: 'audio', kbpsMin: 24, kbpsMax: 128 },
];
