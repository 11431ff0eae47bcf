import { initialGifts } from '@halobuzz/core/gifts';
import type { CatalogueStore, StoredVersion } from '../catalogue/catalogue-store.ts';

/** The gifts of a new installation, of which nothing can be changed. */
export function firstCatalogue(): CatalogueStore {
  const stored = initialGifts.map(
    ({ id, version, names, emoji, coins }, at): StoredVersion => ({
      ...{ id, version, status: 'published', withdrawn: false, fromMs: 0, endsMs: undefined, history: [] },
      content: { kind: 'gift', names, emoji, coins: String(coins), category: 'popular', order: at },
    }),
  );
  return {
    newest: async (kind) => (kind === 'gifts' ? stored : []),
    versions: async (_kind, id) => stored.filter((one) => one.id === id),
    held: async (kind) => (kind === 'gifts' ? stored : []),
    revision: async () => 0n,
    change: () => Promise.reject(new Error('this catalogue does not change')),
  };
}
