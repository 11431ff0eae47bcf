import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { toolsFolder } from '../paths.ts';
import { Problem } from '../problem.ts';
import { findOnPath } from './find-on-path.ts';
import { installOnce } from './install-once.ts';
import { installAdvice } from './platform.ts';
import { resolveTool, type ToolChoice } from './resolve-tool.ts';
import { runTool } from './run-tool.ts';
import { parseVersion, type Version } from './version.ts';

const version = '1.8.1';
/** `k6/websockets` became stable with k6 1.0. */
const minimum: Version = [1, 0, 0];
const buildTimeoutMs = 10 * 60_000;

/** Finds k6 or builds it with Go, which takes about 75 s once. */
export function provideK6(say: (line: string) => void): Promise<ToolChoice> {
  return resolveTool(
    {
      name: 'k6',
      minimum,
      onPath: () => [findOnPath(['k6'])].flatMap((file) => file ?? []),
      versionOf: async (file) => {
        const outcome = await runTool(file, ['version']);
        return outcome.ok ? parseVersion(outcome.stdout) : null;
      },
      routes: [
        {
          label: `${version} built with Go`,
          unavailable: () => (findOnPath(['go']) === null ? 'Go is not installed' : null),
          install: () => buildWithGo(say),
        },
      ],
      advice: installAdvice({
        darwin: 'brew install k6',
        linux: 'the release from grafana.com/docs/k6, or Go, with which it is then built',
        win32: 'winget install k6',
      }),
    },
    say,
  );
}

async function buildWithGo(say: (line: string) => void): Promise<string> {
  const folder = join(toolsFolder, `k6-${version}`);
  const executable = process.platform === 'win32' ? 'k6.exe' : 'k6';
  await installOnce(
    folder,
    version,
    async (draft) => {
      say('k6: building with Go (about 75 s, this once)');
      const bin = join(draft, 'bin');
      mkdirSync(bin);
      const outcome = await runTool('go', ['install', `go.k6.io/k6@v${version}`], {
        timeoutMs: buildTimeoutMs,
        env: { ...process.env, GOBIN: bin, GOFLAGS: '' },
      });
      if (!outcome.ok) throw new Problem(`k6 could not be built: ${outcome.stderr.trim().split('\n').at(-1) ?? ''}`);
      renameSync(join(bin, executable), join(draft, executable));
    },
    (pid) => say(`k6: waiting for process ${pid}, which is building it`),
  );
  return join(folder, executable);
}
