import { findOnPath } from './find-on-path.ts';
import { goRoute } from './go-tool.ts';
import { installAdvice } from './platform.ts';
import { resolveTool, type ToolChoice } from './resolve-tool.ts';
import { runTool } from './run-tool.ts';
import { parseVersion, type Version } from './version.ts';

/** `k6/websockets` became stable with k6 1.0. */
const minimum: Version = [1, 0, 0];

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
      routes: [goRoute({ name: 'k6', importPath: 'go.k6.io/k6', version: '1.8.1', duration: '75 s' }, say)],
      advice: installAdvice({
        darwin: 'brew install k6',
        linux: 'the release from grafana.com/docs/k6, or Go, with which it is then built',
        win32: 'winget install k6',
      }),
    },
    say,
  );
}
