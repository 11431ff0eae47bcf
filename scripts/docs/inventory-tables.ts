import {
  type DataCategory,
  type DataCategoryId,
  dataCategories,
  lawfulBases,
} from '@halobuzz/core/privacy/inventory/data-categories';
import { entriesOf, type InventoryEntry, inventory } from '@halobuzz/core/privacy/inventory/inventory';
import { recipients } from '@halobuzz/core/privacy/inventory/recipients';
import type { Kept } from '@halobuzz/core/privacy/inventory/stored-place';
import { table } from './markdown.ts';

/** Every stored personal field, in the inventory's order. */
export const inventoryEntries: readonly InventoryEntry[] = entriesOf(inventory);

/** Each category that something is stored for, with its fields, in the order of the privacy policy. */
export const usedCategories: readonly (readonly [DataCategoryId, DataCategory, readonly InventoryEntry[]])[] =
  Object.entries<DataCategory>(dataCategories).flatMap(([name, category]) => {
    const entries = inventoryEntries.filter((entry) => entry.category === name);
    // A name that an entry has is an id.
    return entries[0] === undefined ? [] : [[entries[0].category, category, entries] as const];
  });

export function keptWords(kept: Kept): string {
  switch (kept.kind) {
    case 'account':
      return 'until you delete your account';
    case 'law':
      return 'as long as tax law asks; after you delete your account under a number that leads to nobody';
    case 'days':
      return `${kept.of}: ${kept.days} ${kept.days === 1 ? 'day' : 'days'}`;
    case 'other':
      return kept.words;
    default:
      return kept satisfies never;
  }
}

/** How long the fields of a category are kept, each answer once, the longest last. */
export function keptOf(entries: readonly InventoryEntry[]): string {
  const order: readonly Kept['kind'][] = ['days', 'other', 'account', 'law'];
  const sorted = entries.toSorted((a, b) => order.indexOf(a.kept.kind) - order.indexOf(b.kept.kind));
  return [...new Set(sorted.map(({ kept }) => keptWords(kept)))].join('; ');
}

export function basesOf(category: DataCategory): string {
  return category.bases.map((basis) => lawfulBases[basis]).join('; ');
}

export function recipientsOf(id: DataCategoryId): string {
  const names = recipients.flatMap(({ name, categories }) => (categories.includes(id) ? [name] : []));
  return names.length === 0 ? 'nobody' : names.join(', ');
}

/** What the app says of a thing that it keeps on a device. */
export interface DeviceKey {
  readonly name: string;
  readonly why: string;
  readonly until: string;
}

/** The tables of the legal documents, by the name that a text asks for them by. */
export function legalTables(deviceKeys: readonly DeviceKey[]): Readonly<Record<string, string>> {
  const kept = usedCategories.filter(([id]) => id !== 'on_your_device');
  return {
    kept: table(
      ['What', 'Why', 'By which right', 'How long', 'Who sees it'],
      kept.map(([, category, entries]) => [
        ...[
          `**${category.title}**: ${category.what}`,
          category.purpose,
          basesOf(category),
          keptOf(entries),
          category.sees,
        ],
      ]),
    ),
    recipients: table(
      ['Who', 'What they do', 'What they get', 'When'],
      recipients.map(({ name, does, gets, when }) => [`**${name}**`, does, gets, when]),
    ),
    device: table(
      ['What', 'Why', 'How long'],
      deviceKeys.map(({ name, why, until }) => [`**${name}**`, why, until]),
    ),
  };
}
