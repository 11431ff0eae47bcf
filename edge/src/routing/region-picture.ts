import { internalPaths } from '@halobuzz/core/api/internal';
import { type InternalRegions, internalRegionsSchema } from '@halobuzz/core/api/regions';
import type { Clock } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { OriginClient } from '../origin/client.ts';

/** How the regions are, as the origin last said. */
export interface RegionPicture {
  /** At most `regionPictureLifeMs` old, or older while the origin does not answer; undefined when nobody can say. */
  readonly now: (requestId: string) => Promise<InternalRegions | undefined>;
}

/**
 * Asks the origin when the picture has grown old. Kept per isolate, as a value: a Worker's requests must not wait for each
 * other's calls, so that a few who come at once may each ask.
 */
export function createRegionPicture(origin: Pick<OriginClient, 'call'>, clock: Clock): RegionPicture {
  let known: { readonly atMs: number; readonly regions: InternalRegions } | undefined;
  return {
    async now(requestId) {
      const nowMs = clock();
      if (known !== undefined && nowMs - known.atMs < limits.regionPictureLifeMs) return known.regions;
      try {
        const path = internalPaths.regions;
        const regions = await origin.call({ method: 'GET', path, requestId }, internalRegionsSchema);
        known = { atMs: clock(), regions };
        return regions;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return known !== undefined && nowMs - known.atMs < limits.regionPictureLostMs ? known.regions : undefined;
      }
    },
  };
}
