import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { createHash } from 'node:crypto';
import { type DataExport, dataExportSchema, dataExportsSchema, exportLinkSchema } from '@halobuzz/core/api/exports';
import { limits } from '@halobuzz/core/limits';
import { accountSections, exportDataTypes, exportSections } from '@halobuzz/core/privacy/export-sections';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import {
  bindings,
  call,
  freshAddress,
  installFakeOrigin,
  mailedTexts,
  registerMember,
  send,
  signInMember,
  verifiedMember,
} from '../../../testing/edge-client.ts';
import { type ExportOrigin, exportingOrigin, type PageFault } from '../../../testing/export-origin.ts';
import { segmentPrefix } from './archive-keys.ts';

const pictureBytes = new Uint8Array([1, 2, 3, 4, 5, 6, 7]);
const picture = 'planted-picture';
const originParts: readonly string[] = exportSections.filter(
  (section) => !accountSections.some((held) => held === section),
);
let held: ExportOrigin;
beforeEach(async () => {
  held = exportingOrigin(installFakeOrigin(), [picture]);
  await bindings.IMAGES.put(picture, pictureBytes);
  for (const level of ['info', 'warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => undefined);
});
afterEach(() => {
  vi.restoreAllMocks();
});

interface Person {
  readonly accountId: string;
  readonly token: string;
}

async function somebody(): Promise<Person> {
  const member = await registerMember();
  return { accountId: member.accountId, token: (await signInMember(member)).accessToken };
}

const objectOf = ({ accountId }: Person) => bindings.PRIVACY.get(bindings.PRIVACY.idFromName(accountId));
const ask = ({ token }: Person, dataTypes: unknown = 'all') =>
  call('POST', '/privacy/exports', { token, body: { dataTypes } });
const asked = async (person: Person, dataTypes?: unknown): Promise<DataExport> =>
  dataExportSchema.parse((await ask(person, dataTypes)).body.data);
const linkOf = ({ token }: Person, id: string) => call('POST', `/privacy/exports/${id}/link`, { token });
const segments = async ({ accountId }: Person, id: string) =>
  (await bindings.EXPORTS.list({ prefix: segmentPrefix(accountId, id) })).objects.map(({ key }) => key);

async function stateOf({ token }: Person, id: string): Promise<DataExport> {
  return dataExportSchema.parse((await call('GET', `/privacy/exports/${id}`, { token })).body.data);
}

async function secretOf(person: Person, id: string): Promise<string> {
  const answer = await linkOf(person, id);
  expect(answer.status).toBe(201);
  return exportLinkSchema.parse(answer.body.data).secret;
}

function download({ token }: Person, id: string, secret: string): Promise<Response> {
  return send(`/api/v1/privacy/exports/${id}/archive`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'cf-connecting-ip': freshAddress(),
    },
    body: JSON.stringify({ secret }),
  });
}

/** Waits for its alarms to bring it there. */
async function until(person: Person, id: string, status: DataExport['status']): Promise<DataExport> {
  return vi.waitFor(
    async () => {
      const state = await stateOf(person, id);
      expect(state.status).toBe(status);
      return state;
    },
    { timeout: 25_000, interval: 50 },
  );
}

/** Lets what is planned for later be due now, and does one piece of it. */
async function nextPiece(person: Person, atMs = 1): Promise<void> {
  const object = objectOf(person);
  await runInDurableObject(object, async (_instance, state) => {
    state.storage.sql.exec('UPDATE exports SET next_at = ? WHERE next_at IS NOT NULL', atMs);
    await state.storage.setAlarm(Date.now() + 600_000);
  });
  await runDurableObjectAlarm(object);
}

const onObject = (person: Person, work: (state: DurableObjectState) => unknown): Promise<unknown> =>
  runInDurableObject(objectOf(person), (_instance, state) => work(state));

const manifestSchema = z.object({
  schemaVersion: z.literal(1),
  accountId: z.string(),
  files: z.array(z.object({ path: z.string(), bytes: z.int(), sha256: z.string(), rows: z.int().optional() })),
});

/** The files of an archive, by another reader of ZIPs, checked against its checksums and against the manifest. */
async function filesOf(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { checkSignature: true, useWebWorkers: false });
  const files = new Map<string, Uint8Array>();
  for (const entry of await reader.getEntries()) {
    if (entry.directory) throw new Error('a folder by itself');
    files.set(entry.filename, await entry.getData(new Uint8ArrayWriter()));
  }
  const manifest = manifestSchema.parse(JSON.parse(textAt(files, 'manifest.json')));
  expect(manifest.files.map(({ path }) => path).sort()).toEqual(
    [...files.keys()].filter((path) => path !== 'manifest.json').sort(),
  );
  for (const { path, bytes: length, sha256 } of manifest.files) {
    const content = files.get(path) ?? new Uint8Array(0);
    expect(content.byteLength, path).toBe(length);
    expect(createHash('sha256').update(content).digest('hex'), path).toBe(sha256);
  }
  return files;
}

function textAt(files: ReadonlyMap<string, Uint8Array>, path: string): string {
  return new TextDecoder().decode(files.get(path));
}

async function archiveOf(person: Person, id: string): Promise<Map<string, Uint8Array>> {
  const answer = await download(person, id, await secretOf(person, id));
  expect(answer.status).toBe(200);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  expect(Number(answer.headers.get('content-length') ?? bytes.byteLength)).toBe(bytes.byteLength);
  expect(bytes.byteLength).toBe((await stateOf(person, id)).bytes);
  return filesOf(bytes);
}

function expectWhole(files: ReadonlyMap<string, Uint8Array>, parts: readonly string[] = originParts): void {
  for (const section of parts) {
    expect(textAt(files, `data/${section}.${section === 'ledger' ? 'csv' : 'json'}`)).toBe(held.textOf(section));
  }
  expect(files.get(`pictures/${picture}.webp`)).toEqual(pictureBytes);
}

test('everything is asked for, made, told, downloaded once by its owner, and once a week', async () => {
  const { member, tokens } = await verifiedMember();
  const person = { accountId: member.accountId, token: tokens.accessToken };
  const first = await ask(person);
  expect(first.status).toBe(202);
  const { requestId: id } = dataExportSchema.parse(first.body.data);
  const done = await until(person, id, 'completed');
  expect(done).toMatchObject({ userId: person.accountId, progress: { done: done.progress.total } });
  expect(Date.parse(done.expiresAt) - Date.parse(done.completedAt ?? '')).toBe(limits.exportLifeMs);

  const files = await archiveOf(person, id);
  expectWhole(files);
  expect(textAt(files, 'data/profile.json')).toContain(member.email);
  expect(textAt(files, 'data/security-events.json')).toContain('email_verified');
  const all = [...files.values()].map((content) => new TextDecoder().decode(content)).join('\n');
  expect(all).not.toMatch(/argon2|\$scrypt|secretMac|[^a-z]jkt[^a-z]/);
  const page = textAt(files, 'index.html');
  expect(page).toContain(member.email);
  expect(page).toContain('&lt;script&gt;');
  expect(page).not.toContain('<script');
  expect(page).toContain(`src="pictures/${picture}.webp"`);

  const mails = await vi.waitFor(async () => {
    const texts = await mailedTexts(member.email);
    expect(texts.some((text) => text.includes('It is ready, for seven days'))).toBe(true);
    return texts;
  }, 10_000);
  expect(mails.join()).not.toMatch(/https?:/);
  await vi.waitFor(() => expect(held.records.at(-1)).toMatchObject({ status: 'completed' }), 10_000);
  expect(held.records.map(({ version }) => version)).toEqual([...new Set(held.records.map((one) => one.version))]);

  const again = await ask(person, ['money']);
  expect(again).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  expect(again.body.retryAfterMs).toBeGreaterThan(limits.exportPauseMs - 600_000);
  const list = dataExportsSchema.parse((await call('GET', '/privacy/exports', { token: person.token })).body.data);
  expect(list.items.map(({ requestId }) => requestId)).toEqual([id]);
  expect(Date.parse(list.nextAt ?? '') - Date.parse(done.createdAt)).toBe(limits.exportPauseMs);
});

describe('a link', () => {
  let owner: Person;
  let id: string;
  beforeEach(async () => {
    owner = await somebody();
    ({ requestId: id } = await asked(owner, ['account']));
    await until(owner, id, 'completed');
  });

  test('is for one download, and a newer one kills it', async () => {
    const older = await secretOf(owner, id);
    const newer = await secretOf(owner, id);
    expect((await download(owner, id, older)).status).toBe(404);
    const answer = await download(owner, id, newer);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="halobuzz-${id}.zip"`);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    await answer.arrayBuffer();
    expect((await download(owner, id, newer)).status).toBe(404);
  });

  test('is spent by one of many at once', async () => {
    const secret = await secretOf(owner, id);
    const answers = await Promise.all(Array.from({ length: 8 }, () => download(owner, id, secret)));
    await Promise.all(answers.map((answer) => answer.arrayBuffer()));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 404)]);
  });

  test('tells nobody else anything, whatever they guess', async () => {
    const secret = await secretOf(owner, id);
    const stranger = await somebody();
    const other = await asked(stranger, ['account']);
    const guessed = `ex_${'q'.repeat(26)}`;
    const answers = await Promise.all([
      download(stranger, id, secret),
      download(stranger, other.requestId, secret),
      download(owner, guessed, secret),
      download(owner, id, 'A'.repeat(43)),
    ]);
    const bodies = await Promise.all(answers.map(async (answer) => z.looseObject({}).parse(await answer.json())));
    for (const body of bodies) {
      expect({ ...body, requestId: '' }).toEqual({ ...bodies[0], requestId: '' });
      expect(body.code).toBe('not_found');
    }
    expect(await linkOf(stranger, id)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    const seen = await call('GET', `/privacy/exports/${id}`, { token: stranger.token });
    expect(seen).toMatchObject({ status: 404, body: { code: 'not_found' } });
    // Nothing of that spent the link.
    expect((await download(owner, id, secret)).status).toBe(200);
  });

  test('stands in no table: its hash does', async () => {
    const secret = await secretOf(owner, id);
    const rows = await runInDurableObject(objectOf(owner), (_instance, state) =>
      JSON.stringify(state.storage.sql.exec('SELECT * FROM exports').toArray()),
    );
    expect(rows).not.toContain(secret);
    expect(rows).toContain('"mask_key":""');
  });

  test('ends with its archive, which is removed', async () => {
    const secret = await secretOf(owner, id);
    await runInDurableObject(objectOf(owner), (_instance, state) => {
      state.storage.sql.exec('UPDATE exports SET expires_at = 1');
    });
    expect((await download(owner, id, secret)).status).toBe(404);
    expect((await linkOf(owner, id)).status).toBe(404);
    expect(await segments(owner, id)).not.toEqual([]);
    await nextPiece(owner);
    expect(await stateOf(owner, id)).toMatchObject({ status: 'expired' });
    expect(await segments(owner, id)).toEqual([]);
    expect((await linkOf(owner, id)).status).toBe(404);
  });
});

test('who dies at any piece, before or behind its storing, gets the same archive', async () => {
  const person = await somebody();
  held.fault = 'unavailable';
  const { requestId: id } = await asked(person, ['account', 'relations', 'pictures']);
  expect(await linkOf(person, id)).toMatchObject({ status: 409, body: { code: 'export_not_ready' } });
  const faults: PageFault[] = ['unavailable', undefined, 'cut', 'garbled', undefined];
  const copyFiles = 'CREATE TABLE before_piece AS SELECT * FROM export_files';
  const bringBack = ['DELETE FROM export_files', 'INSERT INTO export_files SELECT * FROM before_piece'];
  for (let piece = 0; (await stateOf(person, id)).status !== 'completed'; piece += 1) {
    if (piece > 1_000) throw new Error('it does not come to an end');
    held.fault = faults[piece % faults.length];
    // Every third piece is stored and then forgotten, as if the object had died before it noted it.
    const forgotten = piece % 3 === 2;
    if (forgotten) await onObject(person, (state) => state.storage.sql.exec(copyFiles));
    await nextPiece(person);
    const over = (await stateOf(person, id)).status === 'completed';
    if (!forgotten && piece % 4 !== 3) continue;
    // It dies, with whatever it was in the middle of: nothing else runs between what is brought back and its end.
    await onObject(person, (state) =>
      state.blockConcurrencyWhile(async () => {
        if (forgotten && !over) for (const statement of bringBack) state.storage.sql.exec(statement);
        state.storage.sql.exec('DROP TABLE IF EXISTS before_piece');
        await state.storage.sync();
        state.abort('died');
      }),
    ).catch(() => undefined);
  }
  const files = await archiveOf(person, id);
  expectWhole(files, ['public-profile', ...exportDataTypes.relations, ...exportDataTypes.pictures]);
  expect(textAt(files, 'data/profile.json')).toContain(person.accountId);
}, 120_000);

test('of two requests at once one is made', async () => {
  const person = await somebody();
  const answers = await Promise.all([ask(person), ask(person), ask(person)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 429, 429]);
});

test('gives up after many tries, leaves nothing behind, says so, and may be asked for again at once', async () => {
  const { member, tokens } = await verifiedMember();
  const person = { accountId: member.accountId, token: tokens.accessToken };
  held.away = true;
  const { requestId: id } = await asked(person, ['money']);
  // As after so many tries, whose pauses grow to hours.
  const tried = `UPDATE exports SET tries = ${limits.exportTriesMax - 2}`;
  await onObject(person, (state) => state.storage.sql.exec(tried));
  await nextPiece(person);
  await vi.waitFor(async () => {
    await nextPiece(person);
    expect((await stateOf(person, id)).status).toBe('failed');
  }, 25_000);
  await vi.waitFor(async () => expect(await segments(person, id)).toEqual([]), 10_000);
  await vi.waitFor(async () => {
    expect((await mailedTexts(member.email)).join()).toContain('It could not be made');
  }, 10_000);
  expect((await linkOf(person, id)).status).toBe(404);
  held.away = false;
  const next = await ask(person, ['money']);
  expect(next.status).toBe(202);
  await until(person, dataExportSchema.parse(next.body.data).requestId, 'completed');
});

test('an account that is being erased gets no copy, and what was made goes', async () => {
  const person = await somebody();
  held.away = true;
  const { requestId: id } = await asked(person);
  await bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(person.accountId)).beginErasure(`er_${'a'.repeat(26)}`);
  await vi.waitFor(async () => {
    await nextPiece(person);
    const { items } = await objectOf(person).exports(person.accountId);
    expect(items.map(({ status }) => status)).toEqual(['failed']);
  }, 10_000);
  await vi.waitFor(async () => expect(await segments(person, id)).toEqual([]), 10_000);
  expect((await ask(person)).status).toBeGreaterThanOrEqual(401);
});

test.each([
  [{}, 'dataTypes'],
  [{ dataTypes: [] }, 'dataTypes'],
  [{ dataTypes: 'some' }, 'dataTypes'],
  [{ dataTypes: ['money', 'money'] }, 'dataTypes'],
  [{ dataTypes: ['secrets'] }, 'dataTypes.0'],
])('a request for %j is refused by name', async (body, field) => {
  const { token } = await somebody();
  const answer = await call('POST', '/privacy/exports', { token, body });
  expect(answer).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  expect(answer.body.errors?.[0]?.field).toMatch(field.split('.')[0] ?? '');
});
