import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { toolsFolder } from '../paths.ts';
import { Problem } from '../problem.ts';
import { findOnPath } from './find-on-path.ts';
import { installOnce } from './install-once.ts';
import type { InstallRoute } from './resolve-tool.ts';
import { runTool } from './run-tool.ts';

/** A command of a Go module. Go checks what it downloads against its public log of hashes. */
export type GoTool = {
  /** What the command is called, which is also the last part of its import path. */
  name: string;
  importPath: string;
  version: string;
  /** What the user is told of how long it takes. */
  duration: string;
};

const buildTimeoutMs = 10 * 60_000;

/** Builds a tool with Go, where Go is installed. */
export function goRoute(tool: GoTool, say: (line: string) => void): InstallRoute {
  return {
    label: `${tool.version} built with Go`,
    unavailable: () => (findOnPath(['go']) === null ? 'Go is not installed' : null),
    install: () => buildWithGo(tool, say),
  };
}

async function buildWithGo(tool: GoTool, say: (line: string) => void): Promise<string> {
  const { name, importPath, version, duration } = tool;
  const folder = join(toolsFolder, `${name}-${version}`);
  const executable = process.platform === 'win32' ? `${name}.exe` : name;
  await installOnce(
    folder,
    version,
    async (draft) => {
      say(`${name}: building with Go (about ${duration}, this once)`);
      const bin = join(draft, 'bin');
      mkdirSync(bin);
      const outcome = await runTool('go', ['install', `${importPath}@v${version}`], {
        timeoutMs: buildTimeoutMs,
        env: { ...process.env, GOBIN: bin, GOFLAGS: '' },
      });
      if (!outcome.ok)
        throw new Problem(`${name} could not be built: ${outcome.stderr.trim().split('\n').at(-1) ?? ''}`);
      renameSync(join(bin, executable), join(draft, executable));
    },
    (pid) => say(`${name}: waiting for process ${pid}, which is building it`),
  );
  return join(folder, executable);
}
