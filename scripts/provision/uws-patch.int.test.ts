import { copyFileSync, linkSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { repositoryRoot } from '../paths.ts';
import { patchForOlderGlibc } from './elf-glibc-patch.ts';
import { checkUwsServes, provideUws } from './uws-patch.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'halobuzz-uws-'));
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** A binary for another kind of machine is never patched in place, so it is as published. */
const otherArch = process.arch === 'arm64' ? 'x64' : 'arm64';
const published = join(repositoryRoot, 'node_modules', 'uWebSockets.js', `uws_linux_${otherArch}_137.node`);

test('uWebSockets.js serves and echoes on this machine', async () => {
  await provideUws();
  await checkUwsServes();
});

test('a published binary needs known symbols of glibc 2.38 only, and none once patched', () => {
  const patch = patchForOlderGlibc(readFileSync(published));
  expect(patch.state).toBe('patched');
  if (patch.state !== 'patched') return;
  expect(patch.symbols).toContain('__isoc23_strtol');
  expect(patchForOlderGlibc(patch.bytes).state).toBe('not-needed');
});

test('the patch replaces the file and leaves what is hard-linked to it as it was', async () => {
  const file = join(dir, 'uws.node');
  const cached = join(dir, 'cached.node');
  copyFileSync(published, file);
  linkSync(file, cached);
  const line = await provideUws(file);
  expect(readFileSync(cached).equals(readFileSync(published))).toBe(true);
  if (line === 'as published') expect(readFileSync(file).equals(readFileSync(published))).toBe(true);
  else expect(patchForOlderGlibc(readFileSync(file)).state).toBe('not-needed');
  expect(await provideUws(file)).toMatch(/^(?:as published|patched before)/);
});

test('a missing binary is one readable line', async () => {
  await expect(provideUws(join(dir, 'absent.node'))).rejects.toThrow(/^uWebSockets.js has no binary for/);
});
