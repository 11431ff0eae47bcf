import type { ImageKind } from '@halobuzz/core/api/images';
import type { ImageStore } from './image-store.ts';
import { inspectImage } from './inspect-image.ts';
import type { MadeFiles, MakeImage } from './make-image.ts';
import type { ScanImage } from './scan-image.ts';
import type { CountUpload } from './upload-bound.ts';

/** Whose pictures of gifts are. */
export const catalogueOwner = 'catalogue';

export interface TakeImageDeps {
  readonly images: Pick<ImageStore, 'add'>;
  readonly count: CountUpload;
  readonly scan: ScanImage;
  readonly make: MakeImage;
  readonly keyOf: (file: Uint8Array) => string;
}

/** As somebody sent it. */
export interface SentImage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly account: string;
  readonly kind: ImageKind;
  readonly roomId?: string;
}

/**
 * Makes the files of a picture; its record is written before they leave the origin, so that none is ever stored of which
 * nobody knows. @throws AppError `rate_limited`, `validation_failed` on `image`, `image_refused`, `unavailable`
 */
export type TakeImage = (sent: SentImage) => Promise<MadeFiles & { readonly key: string }>;

export function takeImage({ images, count, scan, make, keyOf }: TakeImageDeps): TakeImage {
  return async ({ bytes, account, kind, roomId }) => {
    await count(account);
    // Before the scanner: what is no picture need not be shown to it.
    inspectImage(bytes);
    await scan(bytes);
    const files = await make(bytes, kind);
    const key = keyOf(files.large);
    // A gift's picture belongs to nobody who sent it: it stays when their account goes.
    const owner = kind === 'gift' ? catalogueOwner : account;
    await images.add({ key, account: owner, kind, ...(roomId === undefined ? {} : { roomId }) });
    return { key, ...files };
  };
}
