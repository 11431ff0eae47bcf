import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from '../paths.ts';
import { Problem } from '../problem.ts';
import { patchForOlderGlibc } from './elf-glibc-patch.ts';
import { glibcVersion } from './platform.ts';
import { runTool } from './run-tool.ts';
import { parseVersion, type Version, versionAtLeast } from './version.ts';

/** From this glibc on the published binary loads as it is. */
const glibcNeedingNoPatch: Version = [2, 38, 0];

const loadCheck = `
import uws from 'uWebSockets.js';
const app = uws.App().ws('/*', { message: (socket, message, binary) => socket.send(message, binary) });
app.listen('127.0.0.1', 0, (listening) => {
  if (!listening) process.exit(2);
  const client = new WebSocket('ws://127.0.0.1:' + uws.us_socket_local_port(listening));
  client.onopen = () => client.send('echo');
  client.onmessage = (event) => process.exit(event.data === 'echo' ? 0 : 3);
  client.onerror = () => process.exit(4);
});`;

const loadCheckTimeoutMs = 20_000;

/** Where the binary for this platform and Node lies. */
export function uwsBinaryPath(root = repositoryRoot): string {
  return join(
    root,
    'node_modules',
    'uWebSockets.js',
    `uws_${process.platform}_${process.arch}_${process.versions.modules}.node`,
  );
}

/**
 * Makes uWebSockets.js load here. Only Linux with glibc before 2.38 needs it; elsewhere nothing is touched.
 * The patched copy replaces the file by a rename, since the original may be hard-linked into a package cache.
 * Returns the line to show; throws a Problem when the binary is missing or does not serve.
 */
export async function provideUws(file = uwsBinaryPath()): Promise<string> {
  if (!existsSync(file)) {
    throw new Problem(
      `uWebSockets.js has no binary for ${process.platform} ${process.arch} and Node ${process.version}`,
    );
  }
  const glibc = process.platform === 'linux' ? glibcVersion() : null;
  const version = glibc === null ? null : parseVersion(glibc);
  if (version === null || versionAtLeast(version, glibcNeedingNoPatch)) return 'as published';
  const patch = patchForOlderGlibc(readFileSync(file));
  if (patch.state === 'not-needed') return `patched before for glibc ${glibc}`;
  replaceFile(file, patch.bytes);
  await checkUwsServes();
  return `patched for glibc ${glibc} (${patch.symbols.length} symbols)`;
}

/** Starts a server in a process of its own and sends one message through it; a crash there stays there. */
export async function checkUwsServes(root = repositoryRoot): Promise<void> {
  const outcome = await runTool(process.execPath, ['--input-type=module', '-e', loadCheck], {
    cwd: root,
    timeoutMs: loadCheckTimeoutMs,
  });
  if (outcome.ok) return;
  const reason = outcome.stderr.split('\n').find((line) => line.includes('Error')) ?? `exit code ${outcome.code}`;
  throw new Problem(`uWebSockets.js does not work here: ${reason.trim()}`);
}

function replaceFile(file: string, bytes: Uint8Array): void {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(draft, bytes, { mode: 0o755 });
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}
