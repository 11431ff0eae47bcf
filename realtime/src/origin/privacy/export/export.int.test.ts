import { exportPaths } from '@halobuzz/core/api/internal-exports';
import { newOpaqueId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { type ExportSection, exportSections } from '@halobuzz/core/privacy/export-sections';
import { Long } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createRealOrigin,
  openStores,
  type RealOrigin,
  random,
  someActor,
  type TestStores,
} from '../../testing/real-origin.ts';
import { unfinishedOnes } from './data-exports.ts';
import { exportSources, isOriginSection } from './export-sources.ts';
import { findRows } from './read-rows.ts';
import { exportedFile, pageBody } from './testing/inflate-pages.ts';
import { type Planted, plantPerson } from './testing/plant-person.ts';

const [me, other, stranger, nobody] = [someActor(), someActor(), someActor(), someActor()];
const parts = exportSections.filter(isOriginSection);
let stores: TestStores;
let origin: RealOrigin;
let planted: Planted;
const files = new Map<ExportSection, string>();
beforeAll(async () => {
  stores = await openStores(53);
  origin = await createRealOrigin(stores);
  planted = await plantPerson(stores.db, me, other, stranger);
  for (const part of parts) files.set(part, (await exportedFile(origin, me, part)).text);
});
afterAll(() => stores.close());

describe('an archive', () => {
  it('holds in every part what is stored of the person', () => {
    for (const part of parts) {
      const wanted = planted.shown[part] ?? [];
      expect(wanted.length, `nothing is planted for ${part}`).toBeGreaterThan(0);
      for (const text of wanted) expect(files.get(part), part).toContain(text);
    }
  });

  it('names nobody else but those whom the person chose, and holds no secret', () => {
    const all = [...files.values()].join('\n');
    for (const text of planted.hidden) expect(all).not.toContain(text);
  });

  it('calls one person the same in all parts, and otherwise in another archive', async () => {
    const pseudonyms = (text: string) => [...text.matchAll(/person-[a-z2-7]{13}/g)].map(([found]) => found);
    const [follower] = pseudonyms(files.get('followers') ?? '');
    expect(pseudonyms(files.get('reports-made') ?? '')).toContain(follower);
    const again = await exportedFile(origin, me, 'followers', { maskKey: 'x'.repeat(43) });
    expect(pseudonyms(again.text)).toHaveLength(1);
    expect(again.text).not.toContain(follower);
  });

  it('of somebody of whom nothing is known has all files, and they say so', async () => {
    for (const part of parts) {
      const { text } = await exportedFile(origin, nobody, part);
      expect(text, part).toBe(part === 'ledger' ? 'at,transaction,account,type,amount,currency,balance\r\n' : '[]\n');
    }
  });

  it('every JSON file is JSON', () => {
    for (const part of parts)
      if (part !== 'ledger') expect(Array.isArray(JSON.parse(files.get(part) ?? ''))).toBe(true);
  });

  it('names the pictures that are shown', async () => {
    expect((await exportedFile(origin, me, 'pictures')).last.pictures).toEqual(['planted-picture']);
  });

  it('leaves out what is newer than the request', async () => {
    const { text } = await exportedFile(origin, me, 'ledger', { untilMs: Date.parse('2026-10-31T00:00:00Z') });
    expect(text.split('\r\n')).toHaveLength(2);
  });
});

it('every part is read by an index in its order, without sorting more than one person’s findings', async () => {
  for (const part of parts) {
    for (const source of exportSources[part]) {
      const plan = await findRows(stores.db, { source, person: me, after: undefined, untilMs: Date.now() }).explain(
        'queryPlanner',
      );
      const text = JSON.stringify(plan, (_, value) => (typeof value === 'bigint' ? String(value) : value));
      expect(text, part).toContain('IXSCAN');
      expect(text, part).not.toContain('COLLSCAN');
      // Findings of a person are few, and their index has the person before the state.
      const few = [
        'fraud_findings',
        'wallet',
        'accounts',
        'room_moderators',
        'push_tokens',
        'images',
        'person_counters',
      ];
      if (!few.includes(source.collection)) expect(text, `${part}: ${source.collection}`).not.toContain('"SORT"');
    }
  }
});

it('pages of a large part, many rows in one millisecond, are one file, and a page asked for again is the same', async () => {
  const rich = someActor();
  const rows = 2 * limits.exportPageRowsMax + 3;
  const legs = Array.from({ length: rows }, (_, n) => ({
    ...{ _id: `02-${String(n).padStart(19, '0')}-0`, transactionId: n.toString(16).padStart(64, '0') },
    ...{ userId: rich.subject, account: `wallet:${rich.subject}`, currency: 'COIN', amount: Long.fromNumber(n) },
    ...{ type: 'credit', balance: Long.fromNumber(n), shard: 2, epoch: Long.ONE, sequence: Long.fromNumber(n) },
    // Seven share a moment, across the ends of pages too.
    ...{ timestamp: new Date(1_790_000_000_000 + Math.floor(n / 7)), hash: Buffer.alloc(32) },
  }));
  await stores.db.collection<{ _id: string }>('transaction_ledger').insertMany(legs);
  const { text, pages, last } = await exportedFile(origin, rich, 'ledger');
  const lines = text.trimEnd().split('\r\n').slice(1);
  const amounts = lines.map((line) => Number(line.split(',')[4]));
  expect([...amounts].sort((a, b) => a - b)).toEqual(legs.map((_, n) => n));
  const times = lines.map((line) => line.split(',')[0] ?? '');
  expect(times).toEqual([...times].sort());
  expect(pages.length).toBeGreaterThan(2);
  expect(last.file.rows).toBe(rows);
  const again = await exportedFile(origin, rich, 'ledger');
  expect(again.pages).toEqual(pages);
});

describe('a page', () => {
  it.each([
    [{ section: 'profile' }, 'section'],
    [{ section: 'passwords' }, 'section'],
    [{ cursor: '{}' }, 'cursor'],
    [{ cursor: 'x' }, 'cursor'],
    [{ maskKey: 'short' }, 'maskKey'],
    [{ account: 'nobody' }, 'account'],
  ])('asked for with %j is refused by name', async (over, field) => {
    const body = { ...pageBody(me, 'following'), ...over };
    expect(await origin.call(exportPaths.page, { method: 'POST', body })).toMatchObject({
      status: 400,
      body: { code: 'validation_failed', errors: [{ field }] },
    });
  });
});

describe('records of requests', () => {
  const put = (id: string, version: number, status: string, createdAt = '2026-11-20T10:00:00.000Z') =>
    origin.call(exportPaths.record(id), {
      method: 'PUT',
      body: {
        ...{ userId: me.account, dataTypes: ['money'], status, createdAt, version },
        expiresAt: '2026-11-27T10:00:00.000Z',
      },
    });
  const record = (id: string) => stores.db.collection<{ _id: string }>('data_exports').findOne({ _id: id });
  const gauge = async (name: string) => (await origin.registry.getSingleMetric(name)?.get())?.values ?? [];

  it('are what the customer asked for, and a late delivery takes nothing back', async () => {
    const id = newOpaqueId('ex', random);
    expect(await put(id, 2, 'completed')).toMatchObject({ status: 200 });
    expect(await put(id, 1, 'pending')).toMatchObject({ status: 200 });
    expect(await record(id)).toMatchObject({
      ...{ userId: me.account, dataTypes: ['money'], status: 'completed' },
      ...{ createdAt: new Date('2026-11-20T10:00:00.000Z'), expiresAt: new Date('2026-11-27T10:00:00.000Z') },
    });
    await Promise.all([3, 5, 4, 5].map((version) => put(id, version, version === 5 ? 'expired' : 'completed')));
    expect(await record(id)).toMatchObject({ status: 'expired', version: 5 });
  });

  it('that are late are measured and warned of', async () => {
    const [late, done] = [newOpaqueId('ex', random), newOpaqueId('ex', random)];
    const ago = (ms: number) => new Date(origin.clock() - ms).toISOString();
    await put(done, 1, 'completed', ago(90 * 86_400_000));
    await put(late, 1, 'processing', ago(limits.exportPromisedMs + 60_000));
    await origin.deps.dataExports.measure();
    const [oldest] = await gauge('halobuzz_origin_export_oldest_seconds');
    expect(oldest?.value).toBeGreaterThan(limits.exportPromisedMs / 1_000);
    expect(await gauge('halobuzz_origin_exports_unfinished')).toContainEqual({
      labels: { status: 'processing' },
      value: 1,
    });
    expect(origin.log.lines.at(-1)).toMatchObject({ level: 'warn', fields: { export: late } });
    await put(late, 2, 'processing', ago(limits.exportLateWarnMs + 60_000));
    await origin.deps.dataExports.measure();
    expect(origin.log.lines.at(-1)).toMatchObject({ level: 'error', fields: { export: late, days: 20 } });
    await put(late, 3, 'failed');
    await origin.deps.dataExports.measure();
    expect((await gauge('halobuzz_origin_export_oldest_seconds'))[0]?.value).toBe(0);
  });

  it('that are not finished are found by an index', async () => {
    const [filter, options] = unfinishedOnes;
    const plan = await stores.db.collection('data_exports').find(filter, options).sort({ createdAt: 1 }).explain();
    expect(JSON.stringify(plan)).toContain('"unfinished"');
  });
});
