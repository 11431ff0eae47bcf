import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { goPlatform, type ReleasedTool, unpackRelease } from './release-archive.ts';
import { runTool } from './run-tool.ts';

let folder: string;
const closers: (() => Promise<void>)[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'release-'));
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  rmSync(folder, { recursive: true, force: true });
});

/** A publisher with one archive, whose list says `digestOf` of it. */
async function publisher(digestOf: (archive: Uint8Array) => string): Promise<ReleasedTool> {
  mkdirSync(join(folder, 'tool-1'));
  writeFileSync(join(folder, 'tool-1', 'tool'), '#!/bin/sh\necho 1.0\n');
  expect(await runTool('tar', ['-czf', 'tool-1.tar.gz', 'tool-1'], { cwd: folder })).toMatchObject({ ok: true });
  const archive = readFileSync(join(folder, 'tool-1.tar.gz'));
  const server = createServer((request, response) => {
    if (request.url === '/tool-1.tar.gz') return void response.end(archive);
    if (request.url === '/sums') return void response.end(`${'0'.repeat(64)}  other\n${digestOf(archive)}  tool-1.tar.gz\n`);
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    ...{ name: 'tool', version: '1', folder: `http://127.0.0.1:${port}`, sums: 'sums' },
    ...{ archive: 'tool-1.tar.gz', binary: 'tool-1/tool' },
  };
}

function draft(): string {
  const path = join(folder, 'draft');
  mkdirSync(path);
  return path;
}

describe('a release of its makers', () => {
  it('leaves the program alone, and executable, when the list knows it', async () => {
    const tool = await publisher((bytes) => createHash('sha256').update(bytes).digest('hex'));
    const target = draft();
    await unpackRelease(tool, target);
    expect(readdirSync(target)).toEqual(['tool']);
    expect(statSync(join(target, 'tool')).mode & 0o111).not.toBe(0);
  });

  it('is refused when it is not what the list says, is not in it, or is not there', async () => {
    const tool = await publisher(() => 'f'.repeat(64));
    const target = draft();
    await expect(unpackRelease(tool, target)).rejects.toThrow('its list says');
    await expect(unpackRelease({ ...tool, archive: 'else.tar.gz' }, target)).rejects.toThrow('does not name');
    await expect(unpackRelease({ ...tool, sums: 'none' }, target)).rejects.toThrow('answered 404');
    expect(readdirSync(target)).toEqual([]);
  });

  it('is named by system and machine, and there is none for others', () => {
    expect(goPlatform('linux', 'x64')).toBe('linux-amd64');
    expect(goPlatform('darwin', 'arm64')).toBe('darwin-arm64');
    expect(goPlatform('win32', 'x64')).toBeNull();
    expect(goPlatform('linux', 'riscv64')).toBeNull();
  });
});
