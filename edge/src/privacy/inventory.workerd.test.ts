import { runInDurableObject } from 'cloudflare:test';
import { differences, placesOf } from '@halobuzz/core/privacy/inventory/inventory';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { bindings, installFakeOrigin, registerMember } from '../../testing/edge-client.ts';
import { openPrivacyTables } from './privacy-tables.ts';

/** `Class.table` → its columns, of one object of each class. */
const tables = new Map<string, readonly string[]>();
const read = new Set<string>();

/** Notes the tables of an object, after `first` made it store something. */
async function readTables<T extends Rpc.DurableObjectBranded | undefined>(
  binding: keyof typeof bindings,
  stub: DurableObjectStub<T>,
): Promise<void> {
  read.add(binding);
  await runInDurableObject(stub, (instance, { storage: { sql } }) => {
    const query =
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf*' AND name NOT GLOB 'sqlite*'";
    for (const { name } of sql.exec<{ name: string }>(query)) {
      const columns = sql.exec<{ name: string }>(`PRAGMA table_info(${name})`).toArray();
      tables.set(
        `${instance.constructor.name}.${name}`,
        columns.map((column) => column.name),
      );
    }
  });
}

beforeAll(async () => {
  installFakeOrigin();
  const { accountId } = await registerMember();
  const account = bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(accountId));
  const name = bindings.NAMES.get(bindings.NAMES.idFromName('n'));
  await name.reserve(accountId, 'n');
  const address = bindings.ADDRESSES.get(bindings.ADDRESSES.idFromName('a'));
  await address.admit('sign_up', 1);
  const spray = bindings.SPRAYS.get(bindings.SPRAYS.idFromName('s'));
  await spray.note('n');
  const budget = bindings.SMS_BUDGET.get(bindings.SMS_BUDGET.idFromName('b'));
  await budget.admit({ country: 'NP', number: 'n', priceMicros: 1, spendMicrosMax: 1_000 });
  const privacy = bindings.PRIVACY.get(bindings.PRIVACY.idFromName(accountId));
  await runInDurableObject(privacy, (_instance, { storage }) => openPrivacyTables(storage.sql, accountId));
  await readTables('ACCOUNTS', account);
  await readTables('NAMES', name);
  await readTables('ADDRESSES', address);
  await readTables('SPRAYS', spray);
  await readTables('SMS_BUDGET', budget);
  await readTables('PRIVACY', privacy);
  await readTables('SUBJECT_KEYS', bindings.SUBJECT_KEYS.get(bindings.SUBJECT_KEYS.idFromName(accountId)));
  await readTables('REVOCATION_RELAYS', bindings.REVOCATION_RELAYS.get(bindings.REVOCATION_RELAYS.idFromName('r')));
  await readTables('STAFF', bindings.STAFF.get(bindings.STAFF.idFromName('staff')));
  await readTables('KEY_RING', bindings.KEY_RING.get(bindings.KEY_RING.idFromName('k')));
  await readTables('DEV_MAILBOX', bindings.DEV_MAILBOX.get(bindings.DEV_MAILBOX.idFromName('m')));
});
afterAll(() => {
  vi.restoreAllMocks();
});

test('every class of objects is looked at', () => {
  // Services answer to any name of a method: a namespace is told by its class.
  const isNamespace = (bound: unknown) => Object(bound).constructor?.name === 'DurableObjectNamespace';
  const namespaces = Object.entries(bindings).flatMap(([name, bound]) => (isNamespace(bound) ? [name] : []));
  expect([...read].toSorted()).toEqual(namespaces.toSorted());
});

test('every column of every object is in the inventory of stored data, and nothing else is', () => {
  expect(tables.size).toBeGreaterThan(30);
  const places = placesOf('durable_object');
  const found = [...tables].flatMap(([name, columns]) => differences(places.get(name), name, columns));
  const gone = [...places.keys()].filter((name) => !tables.has(name));
  expect([...found, ...gone.map((name) => `${name} is in the inventory, and there is no such table`)]).toEqual([]);
});
