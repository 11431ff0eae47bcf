import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { toolsFolder } from '../paths.ts';
import { Problem } from '../problem.ts';
import { findOnPath } from './find-on-path.ts';
import { installOnce } from './install-once.ts';
import type { InstallRoute } from './resolve-tool.ts';
import { runTool, type ToolOutcome } from './run-tool.ts';

/** A program out of a package of Debian's or Ubuntu's. */
export type DebianTool = {
  /** What the user knows it by. */
  name: string;
  package: string;
  /** Where the program stands within the package. */
  binary: string;
};

const downloadTimeoutMs = 5 * 60_000;

/**
 * Takes a program out of a Debian package without root: nothing is installed, and no script of the package runs. apt checks
 * the package against the distribution's signed lists.
 */
export function debianRoute(tool: DebianTool, say: (line: string) => void): InstallRoute {
  return {
    label: `from the system's package ${tool.package}`,
    unavailable: () => {
      const missing = ['apt-get', 'dpkg-deb'].find((name) => findOnPath([name]) === null);
      return missing === undefined ? null : `this system has no ${missing}`;
    },
    install: () => takeFromPackage(tool, say),
  };
}

async function takeFromPackage(tool: DebianTool, say: (line: string) => void): Promise<string> {
  const folder = join(toolsFolder, `debian-${tool.package}`);
  const file = basename(tool.binary);
  await installOnce(
    folder,
    tool.package,
    async (draft) => {
      say(`${tool.name}: downloading the package ${tool.package}`);
      // apt needs folders whose names it can hand to its own helpers, so not one of ours with an odd name.
      const work = mkdtempSync(join(tmpdir(), 'halobuzz-apt-'));
      try {
        const archive = await download(tool.package, work);
        const unpacked = join(work, 'unpacked');
        const outcome = await runTool('dpkg-deb', ['-x', archive, unpacked], { timeoutMs: downloadTimeoutMs });
        if (!outcome.ok) throw new Problem(`${basename(archive)} could not be unpacked: ${lastLine(outcome)}`);
        copyFileSync(join(unpacked, tool.binary), join(draft, file));
        chmodSync(join(draft, file), 0o755);
      } finally {
        rmSync(work, { recursive: true, force: true });
      }
    },
    (pid) => say(`${tool.name}: waiting for process ${pid}, which is downloading it`),
  );
  return join(folder, file);
}

/** By the system's lists, and where those are empty or old by lists of our own. */
async function download(name: string, work: string): Promise<string> {
  const state = join(work, 'state');
  const cache = join(work, 'cache');
  mkdirSync(join(state, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(cache, 'archives', 'partial'), { recursive: true });
  const ownCache = ['-o', `Dir::Cache=${cache}`, '-o', 'Debug::NoLocking=1', '-o', 'APT::Sandbox::User=root'];
  const ownLists = [...ownCache, '-o', `Dir::State::lists=${join(state, 'lists')}`];
  const apt = (args: readonly string[]) => runTool('apt-get', args, { cwd: work, timeoutMs: downloadTimeoutMs });
  const bySystem = await apt([...ownCache, '-qq', 'download', name]);
  if (!bySystem.ok) {
    const update = await apt([...ownLists, '-qq', 'update']);
    if (!update.ok) throw new Problem(`apt could not read its lists: ${lastLine(update)}`);
    const byOurs = await apt([...ownLists, '-qq', 'download', name]);
    if (!byOurs.ok) throw new Problem(`apt could not download ${name}: ${lastLine(byOurs)}`);
  }
  const archive = readdirSync(work).find((file) => file.endsWith('.deb'));
  if (archive === undefined) throw new Problem(`apt downloaded no package ${name}`);
  return join(work, archive);
}

function lastLine({ stderr }: ToolOutcome): string {
  return stderr.trim().split('\n').at(-1) ?? '';
}
