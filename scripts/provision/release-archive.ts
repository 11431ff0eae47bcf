import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { toolsFolder } from '../paths.ts';
import { Problem } from '../problem.ts';
import { installOnce } from './install-once.ts';
import type { InstallRoute } from './resolve-tool.ts';
import { runTool } from './run-tool.ts';

/** A program out of an archive that its makers publish beside a list of SHA-256 sums. */
export type ReleasedTool = {
  name: string;
  version: string;
  /** The folder that holds the archives and the list, as an address without a slash at its end. */
  folder: string;
  sums: string;
  /** The archive for this system; null where there is none. */
  archive: string | null;
  /** Where the program stands within the archive. */
  binary: string;
};

const downloadTimeoutMs = 5 * 60_000;
const archiveBytesMax = 300 * 1024 * 1024;

/**
 * Downloads a release. The list of sums comes from the same place as the archive: it finds a broken download and not a
 * publisher who was broken into, which is why registries that sign come first.
 */
export function releaseRoute(tool: ReleasedTool, say: (line: string) => void): InstallRoute {
  return {
    label: `${tool.version} from its makers`,
    unavailable: () => (tool.archive === null ? `no build for ${process.platform} ${process.arch}` : null),
    install: () => installRelease(tool, say),
  };
}

/** `linux-amd64` and the like, as Go programs name their releases; null for systems that have none. */
export function goPlatform(platform: string = process.platform, arch: string = process.arch): string | null {
  const system = platform === 'linux' || platform === 'darwin' ? platform : null;
  const machine = arch === 'x64' ? 'amd64' : arch === 'arm64' ? 'arm64' : null;
  return system === null || machine === null ? null : `${system}-${machine}`;
}

async function installRelease(tool: ReleasedTool, say: (line: string) => void): Promise<string> {
  const folder = join(toolsFolder, `${tool.name}-release-${tool.version}`);
  const file = basename(tool.binary);
  await installOnce(
    folder,
    `${tool.version} ${tool.archive}`,
    async (draft) => {
      say(`${tool.name}: downloading ${tool.version}`);
      await unpackRelease(tool, draft);
    },
    (pid) => say(`${tool.name}: waiting for process ${pid}, which is downloading it`),
  );
  return join(folder, file);
}

/** Leaves the program alone in `draft`, once the archive is what the list says. Exported for its test. */
export async function unpackRelease(tool: ReleasedTool, draft: string): Promise<void> {
  const name = tool.archive ?? '';
  const sums = new TextDecoder().decode(await fetched(`${tool.folder}/${tool.sums}`));
  const wanted = sums
    .split('\n')
    .map((line) => line.trim().split(/\s+\*?/))
    .find(([, file]) => file === name)?.[0];
  if (wanted === undefined) throw new Problem(`${tool.sums} does not name ${name}`);
  const bytes = await fetched(`${tool.folder}/${name}`);
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest !== wanted) throw new Problem(`${name} has the hash ${digest}, its list says ${wanted}`);
  const work = join(draft, 'work');
  mkdirSync(work);
  writeFileSync(join(work, name), bytes);
  const outcome = await runTool('tar', ['-xzf', name], { cwd: work, timeoutMs: downloadTimeoutMs });
  if (!outcome.ok) throw new Problem(`${name} could not be unpacked: ${outcome.stderr.trim()}`);
  copyFileSync(join(work, tool.binary), join(draft, basename(tool.binary)));
  chmodSync(join(draft, basename(tool.binary)), 0o755);
  rmSync(work, { recursive: true, force: true });
}

async function fetched(url: string): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(downloadTimeoutMs) });
  } catch (error) {
    throw new Problem(`${url} could not be reached: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!response.ok) throw new Problem(`${url} answered ${response.status}`);
  if (Number(response.headers.get('content-length') ?? 0) > archiveBytesMax) throw new Problem(`${url} is too long`);
  return new Uint8Array(await response.arrayBuffer());
}
