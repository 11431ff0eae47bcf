import { AppError, invalidField } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { readBoundedBytes } from '../http/bounded-text.ts';

/** The bytes of a picture that is sent. @throws AppError `payload_too_large`, `validation_failed` on `image` */
export async function pictureBytesOf(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await readBoundedBytes(request, limits.imageBytesMax);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw invalidField('image', 'was not sent to its end');
    const errors = [{ field: 'image', message: `must have at most ${limits.imageBytesMax} bytes` }];
    throw new AppError('payload_too_large', { errors, cause });
  }
}

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
