import type { Bindings } from '../env.ts';

/** How a picture's files are stored: one of each size. */
const filesOf = (key: string): readonly [string, string] => [key, `${key}-small`];

/** The files of pictures, in R2. A name is written once and never again. */
export interface ImageFiles {
  put(key: string, files: { readonly large: Uint8Array; readonly small: Uint8Array }): Promise<void>;
  /** Undefined: there is no such file, or none any more. */
  get(name: string): Promise<R2ObjectBody | undefined>;
  /** May be repeated. */
  delete(keys: readonly string[]): Promise<void>;
}

export function createImageFiles({ IMAGES: bucket }: Pick<Bindings, 'IMAGES'>): ImageFiles {
  const options = { httpMetadata: { contentType: 'image/webp' } };
  return {
    async put(key, { large, small }) {
      const [largeName, smallName] = filesOf(key);
      await Promise.all([bucket.put(largeName, large, options), bucket.put(smallName, small, options)]);
    },
    async get(name) {
      return (await bucket.get(name)) ?? undefined;
    },
    async delete(keys) {
      if (keys.length > 0) await bucket.delete(keys.flatMap(filesOf));
    },
  };
}
