import type { Clock, RandomBytes } from '@halobuzz/core/clock';
import { AppError } from '@halobuzz/core/errors/app-error';
import type { Redis } from 'ioredis';
import type { Db } from 'mongodb';
import type { Registry } from 'prom-client';
import { originMetricSpecs as specs } from '../../observability/catalogue/origin-metrics.ts';
import { metricsIn } from '../../observability/metrics-in.ts';
import type { CacheService } from '../cache/cache-service.ts';
import { mongoImages } from '../mongo/mongo-images.ts';
import { imageKey } from './image-key.ts';
import type { ImageStore } from './image-store.ts';
import { createMakeImage } from './make-image.ts';
import { noScanner, type ScanImage } from './scan-image.ts';
import type { TakeImage } from './take-image.ts';
import { takeImage } from './take-image.ts';
import { redisUploadBound } from './upload-bound.ts';

export interface ComposedImages {
  readonly images: ImageStore;
  readonly takeImage: TakeImage;
  readonly measureImages: () => Promise<void>;
}

export interface ImageParts {
  readonly db: Db;
  readonly control: Redis;
  readonly cache: Pick<CacheService, 'drop'>;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Default: none. */
  readonly scanImage?: ScanImage;
}

/** Avatars and covers over MongoDB, with what is to be seen of them. Opens nothing and starts nothing. */
export function composeImages({ db, control, cache, registry, clock, random, scanImage }: ImageParts): ComposedImages {
  const metrics = metricsIn(registry);
  const taken = metrics.counter(specs.images);
  const kept = metrics.gauge(specs.imagesWaiting);
  const images = imagesDropping(mongoImages(db, clock), cache);
  const take = takeImage({
    ...{ images, scan: scanImage ?? noScanner, make: createMakeImage() },
    ...{ count: redisUploadBound(control), keyOf: (file) => imageKey(file, random) },
  });
  return {
    images,
    async takeImage(sent) {
      try {
        const made = await take(sent);
        taken.inc({ kind: sent.kind, result: 'made' });
        return made;
      } catch (error) {
        taken.inc({ kind: sent.kind, result: error instanceof AppError ? error.code : 'internal' });
        throw error;
      }
    },
    async measureImages() {
      for (const [state, count] of Object.entries(await images.counts())) kept.set({ state }, count);
    },
  };
}

/** Pictures that are seen in cached answers at once. */
function imagesDropping(images: ImageStore, cache: Pick<CacheService, 'drop'>): ImageStore {
  return {
    ...images,
    async show(key, account) {
      const image = await images.show(key, account);
      await cache.drop(`person:${account}`, ...(image.kind === 'cover' ? (['lobby'] as const) : []));
      return image;
    },
    async removeAvatar(account) {
      const removed = await images.removeAvatar(account);
      await cache.drop(`person:${account}`);
      return removed;
    },
    async deleteImagesOf(account) {
      await images.deleteImagesOf(account);
      await cache.drop(`person:${account}`, 'lobby');
    },
  };
}
