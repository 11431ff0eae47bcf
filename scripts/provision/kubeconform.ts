import { findOnPath } from './find-on-path.ts';
import { goRoute } from './go-tool.ts';
import { installAdvice } from './platform.ts';
import { goPlatform, releaseRoute } from './release-archive.ts';
import { resolveTool, type ToolChoice } from './resolve-tool.ts';
import { runTool } from './run-tool.ts';
import { parseVersion } from './version.ts';

const version = '0.7.0';
const importPath = 'github.com/yannh/kubeconform/cmd/kubeconform';

/** Finds kubeconform, which holds Kubernetes' manifests against their schemas. Built with Go it calls itself `development`. */
export function provideKubeconform(say: (line: string) => void): Promise<ToolChoice> {
  const platform = goPlatform();
  return resolveTool(
    {
      name: 'kubeconform',
      minimum: [0, 6, 0],
      onPath: () => [findOnPath(['kubeconform'])].flatMap((file) => file ?? []),
      versionOf: async (file) => {
        const outcome = await runTool(file, ['-v']);
        return outcome.ok ? (parseVersion(outcome.stdout) ?? [0, 6, 0]) : null;
      },
      routes: [
        goRoute({ name: 'kubeconform', importPath, version, duration: '20 s' }, say),
        releaseRoute(
          {
            ...{ name: 'kubeconform', version, sums: 'CHECKSUMS', binary: 'kubeconform' },
            folder: `https://github.com/yannh/kubeconform/releases/download/v${version}`,
            archive: platform === null ? null : `kubeconform-${platform}.tar.gz`,
          },
          say,
        ),
      ],
      advice: installAdvice({
        darwin: 'brew install kubeconform',
        linux: 'Go, with which it is then built',
        win32: 'the release from its makers (yannh/kubeconform)',
      }),
    },
    say,
  );
}
