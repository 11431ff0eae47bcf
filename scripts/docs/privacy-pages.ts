import type { InventoryEntry } from '@halobuzz/core/privacy/inventory/inventory';
import { inventory, isPersonal, namesOf } from '@halobuzz/core/privacy/inventory/inventory';
import { recipients } from '@halobuzz/core/privacy/inventory/recipients';
import type { Erasure, Exported } from '@halobuzz/core/privacy/inventory/stored-place';
import type { GeneratedDoc } from './generated-docs.ts';
import { basesOf, inventoryEntries, keptOf, keptWords, recipientsOf, usedCategories } from './inventory-tables.ts';
import { code, generatedNotice, page, table } from './markdown.ts';

const FOLDER = 'docs/privacy';
const source = 'Source: `core/src/privacy/inventory/`, which tests compare with the real schemas.';

/** The pages of docs/privacy that are made of the inventory. */
export function privacyPages(): GeneratedDoc[] {
  return [
    { path: `${FOLDER}/inventory.md`, text: inventoryPage() },
    { path: `${FOLDER}/retention.md`, text: retentionPage() },
    { path: `${FOLDER}/records-of-processing.md`, text: recordsPage() },
    { path: `${FOLDER}/sub-processors.md`, text: recipientsPage() },
  ];
}

function inventoryPage(): string {
  const sections = grouped(({ store, place }) => `${store}: ${place}`).flatMap(([title, entries]) => [
    `## ${title}`,
    table(
      ['field', 'what', 'for', 'level', 'kept', 'export', 'erasure'],
      entries.map((entry) => [
        ...[code(entry.field), entry.what, entry.category, String(entry.level), keptWords(entry.kept)],
        ...[exportWords(entry.exported), erasureWords(entry.erasure)],
      ]),
    ),
  ]);
  const others = inventory.flatMap((place): (readonly [string, string, string])[] => {
    const name = `${place.store}: ${place.place}`;
    if (!isPersonal(place)) return [[name, '(all)', place.impersonalBecause]];
    return Object.entries(place.impersonal ?? {}).map(
      ([key, why]) => [name, namesOf(key).map(code).join(', '), why] as const,
    );
  });
  return page([
    generatedNotice,
    '# What is stored, field by field',
    `${source} Purpose, lawful basis and who sees a field follow from what it is for: [records-of-processing.md](records-of-processing.md). ` +
      'Levels: [data-classification.md](../security/data-classification.md).',
    ...sections,
    '## Fields that tell nothing of anybody',
    table(['place', 'fields', 'why'], others),
  ]);
}

function retentionPage(): string {
  const rows = grouped(retentionKey).map(([, entries]) => {
    const [first] = entries;
    if (first === undefined) return [];
    const fields = entries.length > 3 ? `${entries.length} fields` : entries.map(({ field }) => code(field)).join(', ');
    return [`${first.store}: ${first.place}`, fields, keptWords(first.kept), erasureWords(first.erasure)];
  });
  return page([
    generatedNotice,
    '# How long what is kept, and what an erasure does with it',
    `${source} Expiries of collections are compared with their indexes.`,
    table(['place', 'fields', 'kept', 'when the account is erased'], rows),
  ]);
}

/** Entries by what a key says of them, in order. */
function grouped(keyOf: (entry: InventoryEntry) => string): [string, InventoryEntry[]][] {
  const groups = new Map<string, InventoryEntry[]>();
  for (const entry of inventoryEntries) groups.set(keyOf(entry), [...(groups.get(keyOf(entry)) ?? []), entry]);
  return [...groups];
}

const retentionKey = ({ store, place, kept, erasure }: InventoryEntry): string =>
  [store, place, keptWords(kept), erasureWords(erasure)].join('\n');

function recordsPage(): string {
  const activities = usedCategories.flatMap(([id, category, entries]) => [
    `## ${category.title}`,
    table(
      ['', ''],
      [
        ['purpose', category.purpose],
        ['lawful basis', basesOf(category)],
        ['categories of people', peopleOf(id)],
        ['categories of data', category.what],
        ['recipients', recipientsOf(id)],
        ['who sees it', category.sees],
        ['kept', keptOf(entries)],
        ['stored in', [...new Set(entries.map(({ store, place }) => `${store}: ${place}`))].map(code).join(', ')],
      ],
    ),
  ]);
  return page([
    generatedNotice,
    '# Records of processing activities (Art. 30 GDPR)',
    `${source} Controller, contact, data protection officer and representative are settings of the edge (\`CONTROLLER_NAME\`, \`CONTROLLER_ADDRESS\`, ` +
      '`PRIVACY_CONTACT`, `DATA_PROTECTION_OFFICER`, `EU_REPRESENTATIVE`): the operator puts them at the head of its own copy.',
    'Security measures (Art. 32): [data-classification.md](../security/data-classification.md), [cryptography.md](../security/cryptography.md), ' +
      '[authorization.md](../security/authorization.md), [threat-model.md](../security/threat-model.md). Transfers out of the EEA: ' +
      '[sub-processors.md](sub-processors.md).',
    ...activities,
  ]);
}

function peopleOf(id: string): string {
  if (id === 'audit') return 'staff; people whose accounts they acted on';
  if (id === 'payouts') return 'hosts';
  if (id === 'moderation') return 'people who report, who are reported, hosts, moderators';
  if (id === 'birth_date') return 'people with an account, minors among them, and their parents';
  return 'people with an account, minors from 13 among them';
}

function recipientsPage(): string {
  return page([
    generatedNotice,
    '# Who gets data beside us',
    `${source} Connections: [connections.md](../security/connections.md). A processor works by our instruction and needs a contract (Art. 28); a controller ` +
      'decides for itself. Before the service opens, the operator concludes those contracts, notes where each company processes and by which ' +
      'safeguard data leaves the EEA (Art. 44 and following), and announces changes of this list to people beforehand.',
    table(
      ['who', 'role', 'does', 'gets', 'categories', 'when', 'where in the code', 'contract, place and safeguard'],
      recipients.map(({ name, role, does, gets, categories, when, where }) => [
        ...[`**${name}**`, role, does, gets, categories.join(', '), when, code(where), '(the operator’s)'],
      ]),
    ),
    'Not in the list, as nothing personal reaches them: api.pwnedpasswords.com (five digits of a hash of a password), Apple’s certificate responder. ' +
      'A virus scanner (`IMAGE_SCAN_URL`) sees pictures; it is meant to run beside the origin.',
  ]);
}

function exportWords(exported: Exported): string {
  return 'section' in exported ? code(exported.section) : `no: ${exported.not}`;
}

function erasureWords(erasure: Erasure): string {
  if (typeof erasure === 'object') return `kept: ${erasure.kept}`;
  const words = {
    deleted: 'deleted',
    key_destroyed: 'unreadable: its key is destroyed; and deleted',
    unlinked: 'stays without anything that leads to the person',
    expires: 'gone by itself before',
  };
  return words[erasure];
}
