import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Problem } from '../problem.ts';
import {
  type RunFile,
  readRunFile,
  removeRunFile,
  requireRunningStart,
  runFilePath,
  startIsRunning,
  writeRunFile,
} from './run-file.ts';

const run: Omit<RunFile, 'version' | 'pid' | 'pidStartedAt'> = {
  edgeUrl: 'http://127.0.0.1:8787',
  stores: {
    walletsUrl: 'redis://127.0.0.1:6401',
    roomsUrl: 'redis://127.0.0.1:6402',
    controlUrl: 'redis://127.0.0.1:6402',
    mongodbUri: 'mongodb://127.0.0.1:27117/?replicaSet=hb0',
  },
  secretsFile: '/somewhere/secrets.json',
  environments: { ledger: { MONGODB_URI: 'mongodb://127.0.0.1:27117' }, origin: {}, migrate: {} },
  processes: [{ name: 'gateway-1', pid: 4711, url: 'ws://127.0.0.1:9001/v1/room' }],
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halobuzz-run-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('gives back what was written, readable by its owner only', () => {
  writeRunFile(folder, run);
  expect(readRunFile(folder)).toMatchObject({ ...run, pid: process.pid });
  if (process.platform !== 'win32') expect(statSync(runFilePath(folder)).mode & 0o777).toBe(0o600);
});

it('knows a start that runs from one that is over or never was', () => {
  expect(() => requireRunningStart(folder)).toThrow(Problem);
  writeRunFile(folder, run);
  const own = requireRunningStart(folder);
  expect(startIsRunning(own)).toBe(true);
  expect(startIsRunning({ ...own, pidStartedAt: 'another time' })).toBe(false);
  removeRunFile(folder);
  expect(readRunFile(folder)).toBeUndefined();
});

it('says so when the file is of another shape', () => {
  writeFileSync(runFilePath(folder), '{"version":0}');
  expect(() => readRunFile(folder)).toThrow(/not of this version/);
  writeFileSync(runFilePath(folder), 'not json');
  expect(() => readRunFile(folder)).toThrow(Problem);
});
