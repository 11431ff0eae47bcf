import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ensureDependencies } from './dependencies.mjs';
import { runNpm } from './npm.mjs';

let root: string;

/** Stands in for npm: notes how it was called, and does what FAKE_NPM asks for. */
const fakeNpm = `
const { appendFileSync, mkdirSync } = require('node:fs');
appendFileSync('calls', JSON.stringify({ args: process.argv.slice(2), env: process.env }) + '\\n');
if (process.env.FAKE_NPM === 'fail') {
  console.error('npm error code E404\\nnpm error 404 no such package');
  process.exit(1);
}
mkdirSync('node_modules', { recursive: true });
`;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'halobuzz-dependencies-'));
  writeFileSync(join(root, 'npm-cli.js'), fakeNpm);
  writeFileSync(join(root, 'package.json'), '{}');
  writeFileSync(join(root, 'package-lock.json'), '{"packages":{"node_modules/hono":{"version":"1.0.0"}}}');
  vi.stubEnv('npm_execpath', join(root, 'npm-cli.js'));
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

type Call = { args: string[]; env: Record<string, string> };

function calls(): Call[] {
  const file = join(root, 'calls');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line): Call => JSON.parse(line));
}

test('packages are installed once per lock file', async () => {
  await ensureDependencies(root, process.execPath);
  await ensureDependencies(root, process.execPath);
  expect(calls()).toHaveLength(1);
  writeFileSync(join(root, 'package-lock.json'), '{"packages":{"node_modules/hono":{"version":"1.0.1"}}}');
  await ensureDependencies(root, process.execPath);
  expect(calls()).toHaveLength(2);
});

test('two launchers at once install once', async () => {
  await Promise.all([ensureDependencies(root, process.execPath), ensureDependencies(root, process.execPath)]);
  expect(calls()).toHaveLength(1);
});

test("a developer's own npm install is taken as it is", async () => {
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), readFileSync(join(root, 'package-lock.json')));
  await ensureDependencies(root, process.execPath);
  expect(calls()).toEqual([]);
});

test('development packages come along whatever the user set, and an outer npm run leaves no trace', async () => {
  vi.stubEnv('NODE_ENV', 'production');
  vi.stubEnv('npm_config_omit', 'dev');
  vi.stubEnv('npm_lifecycle_event', 'start');
  vi.stubEnv('npm_config_registry', 'http://localhost:4873/');
  await ensureDependencies(root, process.execPath);
  const [call] = calls();
  expect(call?.args).toEqual(expect.arrayContaining(['ci', '--include=dev', '--no-fund', '--no-audit']));
  expect(call?.env).not.toHaveProperty('npm_config_omit');
  expect(call?.env).not.toHaveProperty('npm_lifecycle_event');
  expect(call?.env).toHaveProperty('npm_config_registry', 'http://localhost:4873/');
});

test("a failing install shows npm's errors, and is tried again the next time", async () => {
  vi.stubEnv('FAKE_NPM', 'fail');
  const failing = ensureDependencies(root, process.execPath);
  await expect(failing).rejects.toThrow('npm ci failed (exit code 1):\n  code E404\n  404 no such package');
  vi.stubEnv('FAKE_NPM', '');
  await ensureDependencies(root, process.execPath);
  expect(calls()).toHaveLength(2);
});

test('a missing npm and an incomplete clone are one line each', async () => {
  vi.stubEnv('npm_execpath', '');
  vi.stubEnv('PATH', root);
  await expect(runNpm(['ci'], { node: join(root, 'node'), cwd: root })).rejects.toThrow(
    /^npm was not found: install it/,
  );
  rmSync(join(root, 'package-lock.json'));
  await expect(ensureDependencies(root, process.execPath)).rejects.toThrow(/^package-lock.json is missing/);
});
