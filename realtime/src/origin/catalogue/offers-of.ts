import type { CatalogueContent } from '@halobuzz/core/api/catalogue';
import type { Offer } from '@halobuzz/core/catalogue/on-sale';
import type { StoredVersion } from './catalogue-store.ts';

/** Published versions by id, as what decides about a sale needs them, with their content. */
export function offersOf<T extends CatalogueContent>(
  stored: readonly StoredVersion[],
  contentOf: (version: StoredVersion) => T | undefined,
): ReadonlyMap<string, readonly (Offer & { readonly content: T })[]> {
  const offers = new Map<string, (Offer & { readonly content: T })[]>();
  for (const one of stored) {
    const content = contentOf(one);
    if (content === undefined || one.fromMs === undefined) continue;
    const { until, countries } = content;
    const all = offers.get(one.id) ?? [];
    all.push({
      ...{ version: one.version, fromMs: one.fromMs, content },
      ...(one.withdrawn ? { withdrawn: true } : {}),
      ...(until === undefined ? {} : { untilMs: Date.parse(until) }),
      ...(countries === undefined ? {} : { countries }),
    });
    offers.set(one.id, all);
  }
  return offers;
}
