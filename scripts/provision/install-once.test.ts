import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installOnce } from './install-once.ts';

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'halobuzz-install-'));
  folder = join(root, 'tools', 'valkey');
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const writes = (text: string) => async (draft: string) => writeFileSync(join(draft, 'binary'), text);
const binary = () => readFileSync(join(folder, 'binary'), 'utf8');

test('a tool is built once per stamp', async () => {
  await installOnce(folder, 'v1', writes('one'));
  await installOnce(folder, 'v1', writes('again'));
  expect(binary()).toBe('one');
  await installOnce(folder, 'v2', writes('two'));
  expect(binary()).toBe('two');
});

test('of two that ask at once one builds and the other waits', async () => {
  let builds = 0;
  const build = async (draft: string) => {
    builds += 1;
    await new Promise((resolve) => setImmediate(resolve));
    await writes('one')(draft);
  };
  await Promise.all([installOnce(folder, 'v1', build), installOnce(folder, 'v1', build)]);
  expect(builds).toBe(1);
});

test('a build that fails leaves the old tool and no draft, and the next one succeeds', async () => {
  await installOnce(folder, 'v1', writes('one'));
  const failing = installOnce(folder, 'v2', async () => {
    throw new Error('the disk is full');
  });
  await expect(failing).rejects.toThrow('the disk is full');
  expect(binary()).toBe('one');
  expect(readdirSync(join(root, 'tools'))).toEqual(['valkey']);
  await installOnce(folder, 'v2', writes('two'));
  expect(binary()).toBe('two');
});

test('the draft of a killed install is cleared away and never taken for a tool', async () => {
  const left = `${folder}.draft-abc`;
  mkdirSync(left, { recursive: true });
  writeFileSync(join(left, '.installed'), 'v1');
  await installOnce(folder, 'v1', writes('one'));
  expect(existsSync(left)).toBe(false);
  expect(binary()).toBe('one');
});
