import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { repositoryRoot } from '../paths.ts';
import { commandList, commandScript, commands } from './commands.mjs';
import { installedMatches } from './dependencies.mjs';
import { errorLines } from './npm.mjs';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'halobuzz-launcher-'));
  mkdirSync(join(root, 'node_modules'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

type Package = { version?: string; integrity?: string; optional?: boolean; link?: boolean };

function matches(wanted: Record<string, Package>, installed: Record<string, Package>): boolean {
  const lockfile = join(root, 'package-lock.json');
  writeFileSync(lockfile, JSON.stringify({ packages: { '': {}, ...wanted } }));
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
  return installedMatches(root, lockfile);
}

const hono = { version: '4.13.19', integrity: 'sha512-a' };

test('what is installed is compared by version and integrity', () => {
  expect(matches({ 'node_modules/hono': hono }, { 'node_modules/hono': hono })).toBe(true);
  expect(matches({ 'node_modules/hono': hono }, {})).toBe(false);
  expect(matches({ 'node_modules/hono': hono }, { 'node_modules/hono': { ...hono, version: '4.13.18' } })).toBe(false);
  expect(matches({ 'node_modules/hono': hono }, { 'node_modules/hono': { ...hono, integrity: 'sha512-b' } })).toBe(
    false,
  );
});

test('links to workspaces and absent optional packages do not count', () => {
  const wanted = {
    core: {},
    'node_modules/@halobuzz/core': { link: true },
    'node_modules/fsevents': { ...hono, optional: true },
  };
  expect(matches(wanted, {})).toBe(true);
});

test('no record of an install is no match', () => {
  expect(installedMatches(join(root, 'absent'), join(root, 'absent', 'package-lock.json'))).toBe(false);
});

test("npm's errors are shown without its prefixes, whichever npm it is", () => {
  expect(errorLines('npm warn old\nnpm error code E404\nnpm error 404 Not Found\n')).toBe(
    '  code E404\n  404 Not Found',
  );
  expect(errorLines('npm ERR! code EACCES\n')).toBe('  code EACCES');
  expect(errorLines('Segmentation fault\n')).toBe('  Segmentation fault');
});

test('every command of package.json that the launcher runs is in its list', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(
    readFileSync(join(repositoryRoot, 'package.json'), 'utf8'),
  );
  const launched = Object.values(scripts).flatMap((line) => /^node scripts\/launch\.mjs (\S+)$/.exec(line)?.[1] ?? []);
  expect(launched.toSorted()).toEqual([...commands.keys()].toSorted());
});

test.each([...commands.keys()])('the command %s has a script', (command) => {
  expect(commandScript(repositoryRoot, command)).not.toBeNull();
});

test('an unknown command ends with the list of those that exist', () => {
  const outcome = spawnSync(process.execPath, [join(repositoryRoot, 'scripts', 'launch.mjs'), 'strat'], {
    encoding: 'utf8',
  });
  expect(outcome.status).toBe(2);
  expect(outcome.stderr).toContain('There is no command "strat". There are:');
  expect(outcome.stderr).toContain(commandList());
});
