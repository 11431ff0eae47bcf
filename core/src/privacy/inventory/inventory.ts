import { accountTables } from './account-tables.ts';
import { type DataCategory, type DataCategoryId, dataCategories } from './data-categories.ts';
import { edgeObjects } from './edge-objects.ts';
import { filesAndDevices } from './files-and-devices.ts';
import { liveCollections } from './live-collections.ts';
import { moneyCollections } from './money-collections.ts';
import { peopleCollections } from './people-collections.ts';
import { privacyPlaces } from './privacy-places.ts';
import { redisKeys } from './redis-keys.ts';
import type { Erasure, Exported, Kept, Level, PersonalPlace, Store, StoredPlace } from './stored-place.ts';

/** Everything that the service stores. */
export const inventory: readonly StoredPlace[] = [
  ...accountTables,
  ...edgeObjects,
  ...peopleCollections,
  ...liveCollections,
  ...moneyCollections,
  ...privacyPlaces,
  ...redisKeys,
  ...filesAndDevices,
];

/** One stored personal field with all that is to be known of it. */
export interface InventoryEntry {
  readonly store: Store;
  readonly place: string;
  readonly field: string;
  readonly what: string;
  readonly category: DataCategoryId;
  readonly purpose: string;
  readonly bases: DataCategory['bases'];
  readonly kept: Kept;
  readonly level: Level;
  readonly sees: string;
  readonly exported: Exported;
  readonly erasure: Erasure;
}

export function isPersonal(place: StoredPlace): place is PersonalPlace {
  return !('impersonalBecause' in place);
}

/** The names in a key of `personal` or `impersonal`. */
export function namesOf(key: string): readonly string[] {
  return key.split(', ');
}

/** Each personal field of these places, in their order. */
export function entriesOf(places: readonly StoredPlace[]): InventoryEntry[] {
  return places.filter(isPersonal).flatMap((place) =>
    Object.entries(place.personal).flatMap(([key, said]) => {
      const own = typeof said === 'string' ? { what: said } : said;
      const categoryId = own.category ?? place.category;
      const category: DataCategory = dataCategories[categoryId];
      return namesOf(key).map((field) => ({
        ...{ store: place.store, place: place.place, field, what: own.what, category: categoryId },
        ...{
          purpose: category.purpose,
          bases: category.bases,
          sees: category.sees,
          level: own.level ?? category.level,
        },
        ...{ kept: own.kept ?? place.kept, exported: own.exported ?? place.exported },
        erasure: own.erasure ?? place.erasure,
      }));
    }),
  );
}

/**
 * What a place's real fields and its words differ by, one line each: fields that nobody named, names that are no fields.
 * `fields` are paths (`to.token`); a named path covers what is below it.
 */
export function differences(place: StoredPlace | undefined, name: string, fields: readonly string[]): string[] {
  if (place === undefined) return [`${name} is not in the inventory (core/src/privacy/inventory)`];
  if (!isPersonal(place)) return [];
  const named = [...Object.keys(place.personal), ...Object.keys(place.impersonal ?? {})].flatMap(namesOf);
  const covers = (path: string, field: string): boolean => field === path || field.startsWith(`${path}.`);
  const unnamed = fields.filter((field) => !named.some((path) => covers(path, field)));
  const stale = named.filter((path) => !fields.some((field) => covers(path, field)));
  const twice = named.filter((path, at) => named.indexOf(path) !== at);
  return [
    ...unnamed.map((field) => `${name}.${field} is neither personal nor impersonal in the inventory`),
    ...stale.map((path) => `${name}.${path} is in the inventory, and nothing stores it`),
    ...twice.map((path) => `${name}.${path} is in the inventory twice`),
  ];
}

/** The inventory's places of a store, by name. */
export function placesOf(store: Store): ReadonlyMap<string, StoredPlace> {
  return new Map(inventory.filter((place) => place.store === store).map((place) => [place.place, place]));
}
