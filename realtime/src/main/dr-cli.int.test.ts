import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testCheckpointKey, until } from '../../testing/ledger-process.ts';
import { type OwnDatabase, openOwnDatabase } from '../../testing/ledger-stores.ts';
import { checkInstall } from '../migrations/install.ts';

const program = fileURLToPath(new URL('./dr-cli.ts', import.meta.url));
let database: OwnDatabase;
let folder: string;
beforeAll(async () => {
  database = await openOwnDatabase();
  folder = mkdtempSync(join(tmpdir(), 'halobuzz-dr-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.client.db(`${database.name}_back`).dropDatabase();
  await database.stop();
});

const backupKey = randomBytes(32).toString('base64url');

function start(args: readonly string[], settings: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [program, ...args], {
    env: {
      ...{ PATH: process.env.PATH ?? '', HALOBUZZ_ENV: 'test' },
      ...{ MONGODB_URI: database.uri, MONGODB_DATABASE: database.name },
      CHECKPOINT_SIGNING_KEY: testCheckpointKey.privateKey
        .export({ format: 'der', type: 'pkcs8' })
        .toString('base64url'),
      ...{ CHECKPOINT_DIR: join(folder, 'checkpoints'), BACKUP_KEY: backupKey, BACKUP_DIR: join(folder, 'backups') },
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, exited: once(child, 'exit'), text: () => text };
}

async function run(args: readonly string[], settings: Readonly<Record<string, string>> = {}) {
  const { exited, text } = start(args, settings);
  const [code] = await exited;
  return { code, text: text() };
}

describe('the command line of disaster recovery', () => {
  it('backs up, checks, and restores into another database', async () => {
    const taken = await run(['backup']);
    expect(taken.text).toMatch(/\d+ documents of \d+ collections in /);
    expect(taken.code).toBe(0);
    expect(await run(['check'])).toMatchObject({ code: 0, text: expect.stringContaining('0 changes in 0 files') });
    const name = `${database.name}_back`;
    const restored = await run(['restore'], { MONGODB_DATABASE: name });
    expect(restored.text).toContain('the restored ledger is sound');
    expect(restored.code).toBe(0);
    await checkInstall(database.client.db(name));
    const again = await run(['restore'], { MONGODB_DATABASE: name });
    expect(again).toMatchObject({ code: 2, text: expect.stringContaining('a restore goes into an empty one') });
    const other = await run(['restore', '--replace', 'another'], { MONGODB_DATABASE: name });
    expect(other).toMatchObject({ code: 2, text: expect.stringContaining('--replace names "another"') });
    expect((await run(['restore', '--replace', name], { MONGODB_DATABASE: name })).code).toBe(0);
  });

  it('follows changes until it is told to stop, and a restore has them', async () => {
    const following = start(['follow']);
    await until('it follows', () => following.text().includes('following changes'));
    const port = /metrics on port (\d+)/.exec(following.text())?.[1];
    const marks = database.db.collection<{ _id: string }>('failed_transactions');
    await marks.insertOne({ _id: 'behind the backup' }, { bypassDocumentValidation: true });
    await until('a change is in a file', async () => {
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      return /^halobuzz_recovery_changes_total\S* [1-9]/m.test(metrics);
    });
    following.child.kill('SIGTERM');
    expect(await following.exited).toEqual([0, null]);
    const name = `${database.name}_back`;
    expect((await run(['restore', '--replace', name], { MONGODB_DATABASE: name })).code).toBe(0);
    const found = database.client.db(name).collection<{ _id: string }>('failed_transactions');
    expect(await found.countDocuments({ _id: 'behind the backup' })).toBe(1);
  });

  it('says what is wrong with its words, its settings and its keys', async () => {
    expect(await run(['undo'])).toMatchObject({ code: 2, text: expect.stringContaining('usage: npm run dr') });
    expect(await run(['backup'], { BACKUP_KEY: 'short' })).toMatchObject({
      code: 2,
      text: expect.stringContaining('BACKUP_KEY: must be 32 bytes in base64url'),
    });
    const wrong = await run(['check'], { BACKUP_KEY: randomBytes(32).toString('base64url') });
    expect(wrong).toMatchObject({ code: 2, text: expect.stringContaining('was written with another BACKUP_KEY') });
  });
});
