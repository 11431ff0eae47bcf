import type { ImageKind } from '@halobuzz/core/api/images';
import { limits } from '@halobuzz/core/limits';

/** Pixels, and bytes at most, of one file. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
  readonly bytesMax: number;
}

/** What is made of a picture: the one for its page, and the one for lists. What does not fit the shape is cut off at its rim. */
export const imageSizes = {
  avatar: {
    large: { width: 512, height: 512, bytesMax: limits.imageLargeBytesMax },
    small: { width: 128, height: 128, bytesMax: limits.imageSmallBytesMax },
  },
  gift: {
    large: { width: 512, height: 512, bytesMax: limits.imageLargeBytesMax },
    small: { width: 128, height: 128, bytesMax: limits.imageSmallBytesMax },
  },
  cover: {
    large: { width: 1280, height: 720, bytesMax: limits.imageLargeBytesMax },
    small: { width: 320, height: 180, bytesMax: limits.imageSmallBytesMax },
  },
} as const satisfies Readonly<Record<ImageKind, { readonly large: ImageSize; readonly small: ImageSize }>>;
