import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadAccounts, saveAccounts } from './saved-accounts.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halobuzz-demo-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const account = { username: 'asha_sings', email: 'a@demo.example', password: 'x', deviceId: 'd', verified: true };

it('keeps accounts between runs, readable by their owner only', () => {
  const file = join(folder, 'demo-accounts.json');
  expect(loadAccounts(file)).toEqual([]);
  saveAccounts(file, [account, { ...account, refreshToken: 'r' }]);
  expect(loadAccounts(file)).toEqual([account, { ...account, refreshToken: 'r' }]);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
});

it('begins anew when the file is broken', () => {
  const file = join(folder, 'demo-accounts.json');
  for (const text of ['', '{"version":2}', '{"version":1,"accounts":[{"username":3}]}']) {
    writeFileSync(file, text);
    expect(loadAccounts(file)).toEqual([]);
  }
});
