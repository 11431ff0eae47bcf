import type { ImageKind } from '@halobuzz/core/api/images';
import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import sharp, { type Metadata } from 'sharp';
import { type ImageSize, imageSizes } from './image-sizes.ts';
import { inspectImage } from './inspect-image.ts';

/** Both are WebP. */
export interface MadeFiles {
  readonly large: Uint8Array;
  readonly small: Uint8Array;
}

export type MakeImage = (bytes: Uint8Array, kind: ImageKind) => Promise<MadeFiles>;

/** Tried in turn until the file is small enough. Noise needs the last ones, photographs the first. */
const qualities = [80, 60, 40, 20] as const;

/**
 * Makes new files of a picture that somebody sent: nothing of its bytes is ever shown, so no metadata, no place where it was
 * taken, and nothing that a browser might take for something else. One at a time, since a picture unfolds to many times its
 * bytes. Loaders of other types are shut in the library: what its own detection finds in a file does not matter.
 */
export function createMakeImage(): MakeImage {
  sharp.cache(false);
  sharp.concurrency(1);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({
    operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
  });
  const inTurn = oneAtATime(limits.imageQueueMax);
  return async (bytes, kind) => {
    const type = inspectImage(bytes);
    return inTurn(async () => {
      const metadata = await decoded(() => sharp(bytes, { limitInputPixels: false }).metadata());
      if (`image/${metadata.format}` !== type) throw invalidField('image', 'is damaged');
      checkPixels(metadata);
      const { large, small } = imageSizes[kind];
      const cut = await cutOut(bytes, metadata.orientation ?? 1, large);
      return { large: await fitted(cut, large), small: await fitted(cut, small) };
    });
  };
}

/** The header tells; nothing is decoded yet. @throws AppError `validation_failed` on `image` */
function checkPixels({ width, height }: Pick<Metadata, 'width' | 'height'>): void {
  if (width * height > limits.imagePixelsMax) {
    throw invalidField('image', `must have at most ${limits.imagePixelsMax} pixels`);
  }
  if (Math.min(width, height) < limits.imageSidePixelsMin) {
    throw invalidField('image', `must be at least ${limits.imageSidePixelsMin} pixels wide and high`);
  }
}

/** The first of the eight orientations (Exif 2.32, 4.6.4) that lie on their side. */
const sideways = 5;

/**
 * Upright and of the size, without loss. Made small first and turned then: turning needs the whole of a picture in memory,
 * making it small only lines of it.
 */
async function cutOut(bytes: Uint8Array, orientation: number, { width, height }: ImageSize): Promise<Uint8Array> {
  const shape = orientation < sideways ? { width, height } : { width: height, height: width };
  return decoded(async () => {
    const small = sharp(bytes, { limitInputPixels: limits.imagePixelsMax, failOn: 'error', sequentialRead: true })
      .resize({ ...shape, fit: 'cover' })
      .toColourspace('srgb')
      .png({ compressionLevel: 0 });
    if (orientation === 1) return small.toBuffer();
    return sharp(await small.withMetadata({ orientation }).toBuffer())
      .autoOrient()
      .png({ compressionLevel: 0 })
      .toBuffer();
  });
}

async function fitted(cut: Uint8Array, { width, height, bytesMax }: ImageSize): Promise<Uint8Array> {
  for (const quality of qualities) {
    const file = await sharp(cut).resize({ width, height }).webp({ quality }).toBuffer();
    if (file.byteLength <= bytesMax) return file;
  }
  throw new AppError('image_refused');
}

/** Whatever the library finds wrong with the bytes is the sender's to mend: its words may hold parts of them, and stay here. */
async function decoded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new AppError('validation_failed', {
      errors: [{ field: 'image', message: 'is damaged or cut short' }],
      cause,
    });
  }
}

/** @throws AppError `unavailable` for one more than may wait */
function oneAtATime(waitingMax: number): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let pending = 0;
  return async (work) => {
    if (pending > waitingMax) throw new AppError('unavailable', { retryAfterMs: 1_000 });
    pending += 1;
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      pending -= 1;
    }
  };
}
