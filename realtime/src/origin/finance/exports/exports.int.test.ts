import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { successOf } from '@halobuzz/core/api/conventions';
import { EXPORT_ID_HEADER, financeExportPageSchema, oneFinanceExportSchema } from '@halobuzz/core/api/finance-exports';
import { internalPaths } from '@halobuzz/core/api/internal';
import { limits } from '@halobuzz/core/limits';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { giftIntent, grantIntent, intentOf, subjectInShard } from '../../../../testing/intents.ts';
import { type LedgerBench, openLedgerBench } from '../../../../testing/ledger-process.ts';
import { runLedgerProgram } from '../../../../testing/ledger-program.ts';
import { person } from '../../../../testing/payout-world.ts';
import { submit } from '../../../../testing/wallet.contract.ts';
import { fingerprintOf } from '../../../ledger/fingerprint.ts';
import { createRealOrigin, openStores, type RealOrigin, type TestStores } from '../../testing/real-origin.ts';

let bench: LedgerBench;
let stores: TestStores;
let origin: RealOrigin;
let folder: string;
const wallet = subjectInShard(21);
const host = subjectInShard(22);
const [finance, admin] = [person('finance'), person('admin')];
const today = new Date().toISOString().slice(0, 10);
const reason = 'yearly audit';
const run = (...args: string[]) => runLedgerProgram(bench, args);
/** No store may be needed: the addresses lead nowhere. */
const runAway = (...args: string[]) =>
  runLedgerProgram(bench, args, { MONGODB_URI: 'mongodb://127.0.0.1:1', REDIS_WALLETS_URL: 'redis://127.0.0.1:1' });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halobuzz-exports-'));
  [bench, stores] = await Promise.all([openLedgerBench(), openStores(24)]);
  const ledger = bench.start();
  await ledger.ready();
  await submit(bench.wallet, grantIntent({ wallet, amount: 100n }));
  for (let sent = 0; sent < 5; sent += 1) {
    await submit(bench.wallet, giftIntent({ wallet, counterparty: host, amount: 10n, earned: 5n }));
  }
  const bought = intentOf('adjustment_credit', {
    wallet,
    amount: 7n,
    orderId: 'ap_x',
    clientId: 'ap_x',
    reason: '=1+1',
  });
  await bench.wallet.post(bought, fingerprintOf(bought), async () => false);
  await bench.committed(7);
  origin = await createRealOrigin({ ...stores, db: bench.database.db }, { wallets: bench.connection });
});
afterAll(async () => {
  await Promise.all([bench.close(), stores.close(), rm(folder, { recursive: true, force: true })]);
});

async function post(actor: Actor, body: object): Promise<Response> {
  const request = await origin.signer.request(internalPaths.finance('exports'), { method: 'POST', actor, body });
  return origin.app.request(request);
}

async function read<T>(path: string, data: z.ZodType<T>): Promise<T> {
  const { body } = await origin.call(internalPaths.finance(path), { actor: finance });
  return data.parse(successOf(z.unknown()).parse(body).data);
}

async function take(actor: Actor, body: object) {
  const response = await post(actor, body);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect([response.status, response.ok ? '' : bytes.toString()]).toEqual([200, '']);
  const id = response.headers.get(EXPORT_ID_HEADER) ?? '';
  const { export: made } = await read(`exports/${id}`, oneFinanceExportSchema);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  expect(made).toMatchObject({ state: 'done', sha256, bytes: String(bytes.byteLength), by: actor.account });
  return { id, bytes, text: bytes.toString('utf8'), response };
}

const problemOf = async (answer: Promise<Response>) =>
  z
    .object({ code: z.string(), errors: z.array(z.object({ field: z.string() })).optional() })
    .parse(await (await answer).json());

describe('an export', () => {
  it('of a period has every leg of it, exact, and no formula, as CSV and as lines of JSON', async () => {
    const journal = { kind: 'journal', from: today, to: today, reason };
    const csv = await take(finance, { ...journal, format: 'csv' });
    expect(csv.response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.response.headers.get('content-disposition')).toBe(
      `attachment; filename="journal-${today}-${today}.csv"`,
    );
    const [head, ...lines] = csv.text.trimEnd().split('\r\n');
    expect(head).toMatch(/^\ufefftime,shard,sequence,transaction,/);
    expect(lines).toHaveLength(2 + 5 * 4 + 2);
    expect(csv.text).toContain(",'=1+1,");
    expect(csv.text).not.toContain(',=1+1');
    const json = await take(finance, { ...journal, format: 'ndjson' });
    const rows = json.text
      .trimEnd()
      .split('\n')
      .map((line): Record<string, unknown> => JSON.parse(line));
    expect(rows).toHaveLength(lines.length);
    expect(rows.every(({ amount }) => typeof amount === 'string')).toBe(true);
    const sums = new Map<unknown, bigint>();
    for (const { currency, amount } of rows) sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(String(amount)));
    expect([...sums.values()].every((sum) => sum === 0n)).toBe(true);
    const before = await take(finance, { ...journal, from: '2020-01-01', to: '2020-01-02', format: 'ndjson' });
    expect(before.text).toBe('');
  });

  it('of one person is their statement, with what they had before', async () => {
    const asked = { kind: 'statement', subject: wallet, from: today, to: today, format: 'csv', reason };
    const { text, id } = await take(finance, asked);
    expect(text.trimEnd().split('\r\n')).toHaveLength(1 + 7);
    expect(text).toContain('wallet,COIN,7,57,');
    const { items } = await read('exports', financeExportPageSchema);
    expect(items.find((made) => made.id === id)).toMatchObject({ kind: 'statement', person: `…${wallet.slice(-6)}` });
    expect(JSON.stringify(items)).not.toContain(wallet);
  });

  it('is in the audit log when it begins, and with its digest when it ends; the log itself is for admins', async () => {
    const { id, bytes } = await take(finance, { kind: 'journal', from: today, to: today, format: 'csv', reason });
    const digest = createHash('sha256').update(bytes).digest('hex');
    const told = await origin.deps.audit.list({ subject: id }, undefined, 5);
    expect(told).toMatchObject([
      { action: 'export.done', actor: finance.account, reason, details: { kind: 'journal', digest } },
      { action: 'export.started', actor: finance.account, reason },
    ]);
    const log = { kind: 'audit', from: today, to: today, format: 'ndjson', reason };
    expect(await problemOf(post(finance, log))).toMatchObject({ code: 'forbidden' });
    const taken = await take(admin, log);
    expect(taken.text).toContain(digest);
  });

  it('that its reader leaves is on record as broken, without a digest, and gives its place back', async () => {
    for (let times = 0; times < limits.financeExportsAtOnceMax * 2; times += 1) {
      const response = await post(finance, { kind: 'bundle', reason });
      expect(response.status).toBe(200);
      const reader = response.body?.getReader();
      await reader?.read();
      await reader?.cancel();
      const { export: made } = await read(`exports/${response.headers.get(EXPORT_ID_HEADER)}`, oneFinanceExportSchema);
      expect(made.state).toBe('broken');
      expect(made.sha256).toBeUndefined();
    }
    expect(origin.deps.desk.running.count).toBe(0);
  });

  it('waits its turn when others are made, and is refused for what it cannot be', async () => {
    const open = await Promise.all(
      Array.from({ length: limits.financeExportsAtOnceMax }, () => post(finance, { kind: 'bundle', reason })),
    );
    expect(await problemOf(post(finance, { kind: 'bundle', reason }))).toMatchObject({ code: 'unavailable' });
    await Promise.all(open.map(async ({ body }) => body?.cancel()));
    const journal = { kind: 'journal', from: today, to: today, format: 'csv', reason };
    for (const [body, field] of [
      [{ ...journal, to: '2020-01-01' }, 'to'],
      [{ ...journal, from: '2020-01-01' }, 'to'],
      [{ ...journal, from: 'yesterday' }, 'from'],
      [{ ...journal, subject: wallet }, 'subject'],
      [{ ...journal, reason: 'x'.repeat(limits.staffReasonCharsMax + 1) }, 'reason'],
    ] as const) {
      const { code, errors } = await problemOf(post(finance, body));
      expect([code, errors?.[0]?.field]).toEqual(['validation_failed', field]);
    }
    expect(await problemOf(post(person('support'), journal))).toMatchObject({ code: 'forbidden' });
  });
});

describe('a bundle', () => {
  it('is verified by an auditor without us, with the keys in it and with their own, and one changed byte is found', async () => {
    await run('checkpoint');
    const { bytes } = await take(finance, { kind: 'bundle', reason });
    const archive = join(folder, 'bundle.tar');
    await writeFile(archive, bytes);
    expect(spawnSync('tar', ['-xf', archive, '-C', folder]).status).toBe(0);
    const to = join(folder, 'halobuzz-ledger');
    expect(await readFile(join(to, 'README.txt'), 'utf8')).toContain('npm run ledger -- verify --from');
    const own = join(folder, 'own-keys.json');
    await writeFile(own, (await run('checkpoint', '--public-key')).out);
    for (const keys of [join(to, 'keys.json'), own]) {
      const verdict = await runAway('verify', '--from', to, '--keys', keys);
      expect(verdict).toMatchObject({ code: 0, err: '' });
      expect(verdict.out).toContain('7 entries and 24 legs in 64 chains');
      expect(verdict.out).toContain('held against');
      expect(verdict.out).toContain('the ledger is sound');
    }
    const name = join(to, 'shard-21.entries.jsonl.gz');
    const changed = await readFile(name);
    changed.writeUInt8(changed.readUInt8(changed.length >> 1) ^ 1, changed.length >> 1);
    await writeFile(name, changed);
    const damaged = await runAway('verify', '--from', to, '--keys', own);
    expect(damaged.code).toBe(1);
    expect(damaged.err).toContain('BROKEN');
  });
});
