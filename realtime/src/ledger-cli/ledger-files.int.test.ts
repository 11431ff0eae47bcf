import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giftIntent, grantIntent, intentOf, subjectInShard } from '../../testing/intents.ts';
import { type LedgerBench, openLedgerBench } from '../../testing/ledger-process.ts';
import { runLedgerProgram } from '../../testing/ledger-program.ts';
import { rechain } from '../../testing/rechain.ts';
import { submit } from '../../testing/wallet.contract.ts';
import { transactions } from '../adapters/mongo/ledger-collections.ts';
import { fingerprintOf } from '../ledger/fingerprint.ts';

let bench: LedgerBench;
let ledger: ReturnType<LedgerBench['start']>;
let folder: string;
const shard = 21;
const wallet = subjectInShard(shard);
const host = subjectInShard(22);
const run = (...args: string[]) => runLedgerProgram(bench, args);
/** No store may be needed: the addresses lead nowhere. */
const runAway = (...args: string[]) =>
  runLedgerProgram(bench, args, { MONGODB_URI: 'mongodb://127.0.0.1:1', REDIS_WALLETS_URL: 'redis://127.0.0.1:1' });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halobuzz-ledger-files-'));
  bench = await openLedgerBench();
  ledger = bench.start();
  await ledger.ready();
  await submit(bench.wallet, grantIntent({ wallet, amount: 100n }));
  for (let sent = 0; sent < 5; sent += 1) {
    await submit(bench.wallet, giftIntent({ wallet, counterparty: host, amount: 10n, earned: 5n }));
  }
  const bought = intentOf('purchase', { wallet, amount: 70n, orderId: 'pay_<1>', clientId: 'pay_<1>' });
  await bench.wallet.post(bought, fingerprintOf(bought), async () => false);
  await bench.committed(7);
});
afterAll(async () => {
  await bench.close();
  await rm(folder, { recursive: true, force: true });
});

describe('an exported ledger', () => {
  it('is verified without any store, against checkpoints and the key that was given', async () => {
    await run('checkpoint');
    const keys = join(folder, 'keys.json');
    await writeFile(keys, (await run('checkpoint', '--public-key')).out);
    const to = join(folder, 'sound');
    expect(await run('export', to)).toMatchObject({ code: 0, err: '' });
    const verdict = await runAway('verify', '--from', to, '--keys', keys);
    expect(verdict).toMatchObject({ code: 0, err: '' });
    expect(verdict.out).toContain('7 entries and 26 legs in 64 chains');
    expect(verdict.out).toContain('held against the newest checkpoints');
    expect(verdict.out).toContain('the ledger is sound');
    expect(await run('export', to)).toMatchObject({ code: 2, err: expect.stringContaining('is not empty') });
  });

  it('is found out when a document in it was changed, even with a manifest that was changed along', async () => {
    const to = join(folder, 'forged');
    await run('export', to);
    const name = join(to, `shard-${shard}.entries.jsonl.gz`);
    const plain = gunzipSync(await readFile(name)).toString();
    await writeFile(name, gzipSync(plain.replace('"amount":{"$numberLong":"10"}', '"amount":{"$numberLong":"11"}')));
    const damaged = await runAway('verify', '--from', to);
    expect(damaged).toMatchObject({
      code: 1,
      err: expect.stringContaining(`BROKEN shard ${shard} sequence 2: its "amount"`),
    });
    expect(damaged.out).toContain('no checkpoint to hold them against');
    await writeFile(name, gzipSync(plain, { level: 1 }));
    expect((await runAway('verify', '--from', to)).err).toContain('is not the file that was written');
    await writeFile(name, 'no archive');
    expect((await runAway('verify', '--from', to)).err).toContain('cannot be read');
  });

  it('is found out when its end was cut off, by a checkpoint that saw it', async () => {
    const to = join(folder, 'cut');
    const keys = join(folder, 'keys.json');
    await run('checkpoint');
    await run('export', to);
    const manifest = JSON.parse(await readFile(join(to, 'manifest.json'), 'utf8'));
    const [empty, own] = [manifest.shards[0], manifest.shards[shard]];
    // The whole shard is gone, and everything in the export agrees with that.
    for (const part of ['entries', 'legs', 'accounts']) {
      await writeFile(join(to, own.files[part].name), await readFile(join(to, empty.files[part].name)));
      own.files[part] = { ...empty.files[part], name: own.files[part].name };
    }
    own.head = empty.head;
    await writeFile(join(to, 'manifest.json'), JSON.stringify(manifest));
    expect((await runAway('verify', '--from', to)).code).toBe(0);
    const verdict = await runAway('verify', '--from', to, '--keys', keys);
    expect(verdict).toMatchObject({
      code: 1,
      err: expect.stringContaining('a signed checkpoint saw entry 7; the chain ends at 0'),
    });
  });

  it('is found out when it was rewritten and says that it is older than the checkpoint that saw it', async () => {
    const to = join(folder, 'rewritten');
    await run('checkpoint');
    const undo = await rechain(bench.database.db, shard, (entry) => {
      return { ...entry, createdAt: new Date(entry.createdAt.getTime() + 1) };
    });
    await run('export', to).finally(undo);
    const manifest = JSON.parse(await readFile(join(to, 'manifest.json'), 'utf8'));
    await writeFile(join(to, 'manifest.json'), JSON.stringify({ ...manifest, takenAt: '2020-01-01T00:00:00.000Z' }));
    expect(await runAway('verify', '--from', to, '--keys', join(folder, 'keys.json'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('sequence 7: a signed checkpoint saw another hash here'),
    });
  });

  it('reads no file but its own', async () => {
    const to = join(folder, 'strange');
    await run('export', to);
    const manifest = await readFile(join(to, 'manifest.json'), 'utf8');
    await writeFile(join(to, 'manifest.json'), manifest.replace('shard-00.legs.jsonl.gz', '../../../etc/hostname'));
    expect(await runAway('verify', '--from', to)).toMatchObject({
      code: 2,
      err: expect.stringContaining('names other legs for shard 0'),
    });
  });

  it('says what it cannot be asked', async () => {
    expect(await runAway('verify', '--from', folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining('manifest.json'),
    });
    const keys = join(folder, 'no-keys.json');
    await writeFile(keys, '{"keys":[]}');
    expect(await runAway('verify', '--from', join(folder, 'sound'), '--keys', keys)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--keys'),
    });
    expect(await run('verify', '--keys', keys)).toMatchObject({ code: 2, err: expect.stringContaining('--from') });
  });
});

describe('verify --since-checkpoint', () => {
  it('walks only what came after, and still finds what was changed there', async () => {
    await run('checkpoint');
    await submit(bench.wallet, giftIntent({ wallet, counterparty: host, amount: 20n, earned: 10n }));
    await bench.committed(8);
    // A running ledger would sign another checkpoint after a minute, and what came before that one is taken for granted.
    await ledger.stop();
    const sound = await run('verify', '--since-checkpoint');
    expect(sound).toMatchObject({ code: 0, err: '' });
    expect(sound.out).toContain('1 entries and 4 legs in 64 chains');
    expect(sound.out).toContain('was taken for granted');
    const { db } = bench.database;
    const at = { shard, sequence: 8n };
    await transactions(db).updateOne(at, { $set: { counterparty: 'somebody else' } });
    const broken = await run('verify', '--since-checkpoint');
    await transactions(db).updateOne(at, { $set: { counterparty: host } });
    expect(broken).toMatchObject({ code: 1, err: expect.stringContaining(`BROKEN shard ${shard} sequence 8`) });
  });
});

describe('statement', () => {
  it('is CSV with a running balance, and begins where the period does', async () => {
    const { code, out } = await run('statement', wallet);
    expect(code).toBe(0);
    const rows = out.trimEnd().split('\r\n');
    expect(rows[0]).toBe('time,transaction,type,account,currency,amount,balance,details');
    expect(rows[1]).toMatch(/,grant,wallet,COIN,100,100,test$/);
    expect(rows.at(-1)).toMatch(/,gift,wallet,COIN,-20,100,"1 × rose, room /);
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    expect((await run('statement', wallet, '--from', tomorrow)).out.trimEnd().split('\r\n')).toHaveLength(1);
  });

  it('is a page that stands for itself, with everything escaped', async () => {
    const file = join(folder, 'statement.html');
    expect(await run('statement', wallet, '--format', 'html', '--out', file)).toMatchObject({ code: 0 });
    const page = await readFile(file, 'utf8');
    expect(page).toContain('order pay_&lt;1&gt;');
    expect(page).not.toMatch(/<script|https?:\/\//);
    expect(page).toContain('−20 COIN');
    expect(await run('statement', wallet, '--out', file)).toMatchObject({
      code: 2,
      err: expect.stringContaining('statement.html'),
    });
  });

  it('names what is wrong with the words', async () => {
    for (const [words, problem] of [
      [['nobody'], 'subject id'],
      [[wallet, '--format', 'pdf'], '--format'],
      [[wallet, '--from', '2026-02-30'], '--from'],
      [[wallet, '--from', '2026-02-02', '--to', '2026-02-01'], '--from must lie before'],
    ] as const) {
      expect(await run('statement', ...words)).toMatchObject({ code: 2, err: expect.stringContaining(problem) });
    }
  });
});

it('leaves no half-written file behind', async () => {
  expect((await readdir(join(folder, 'sound'))).filter((name) => name.endsWith('.part'))).toEqual([]);
});
