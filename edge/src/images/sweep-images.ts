import { imageKeysSchema, internalPaths } from '@halobuzz/core/api/internal';
import { limits } from '@halobuzz/core/limits';
import { quietly } from '../observability/quietly.ts';
import type { OriginClient } from '../origin/client.ts';
import type { ImageFiles } from './image-files.ts';

export interface SweepDeps {
  readonly origin: Pick<OriginClient, 'call' | 'send'>;
  readonly imageFiles: Pick<ImageFiles, 'delete'>;
}

/**
 * Deletes the files of pictures that nobody shows any more, all there are. The origin forgets a picture only once it is told
 * that its files are gone: whoever dies in between deletes them again.
 * @returns how many pictures
 */
export async function sweepImages({ origin, imageFiles }: SweepDeps): Promise<number> {
  for (let swept = 0; ; ) {
    const asked = { method: 'POST', path: internalPaths.doomedImages, body: {} } as const;
    const { keys } = await origin.call(asked, imageKeysSchema);
    if (keys.length > 0) {
      await imageFiles.delete(keys);
      await origin.send({ method: 'POST', path: internalPaths.deletedImages, body: { keys } });
    }
    swept += keys.length;
    if (keys.length < limits.imageSweepEntriesMax) return swept;
  }
}

/** The same behind an answer, or by the clock: what fails now is done by the next. */
export function sweepQuietly(deps: SweepDeps): Promise<void> {
  return quietly('files of pictures could not be deleted yet', () => sweepImages(deps));
}
