import { debianRoute } from './debian-package.ts';
import { findOnPath } from './find-on-path.ts';
import { goRoute } from './go-tool.ts';
import { installAdvice } from './platform.ts';
import { goPlatform, releaseRoute } from './release-archive.ts';
import { resolveTool, type ToolChoice } from './resolve-tool.ts';
import { runTool } from './run-tool.ts';
import { parseVersion, type Version } from './version.ts';

/** Releases that are downloaded where no registry has the tool. */
const prometheusVersion = '2.53.4';
const alertmanagerVersion = '0.28.1';

/** Both print `promtool, version 2.42.0+ds (…)`, to either stream. */
async function versionOf(file: string): Promise<Version | null> {
  const outcome = await runTool(file, ['--version']);
  return outcome.ok ? parseVersion(`${outcome.stdout}${outcome.stderr}`.replace(/^.*?version /s, '')) : null;
}

/** Finds promtool, which checks Prometheus' rules and runs their tests. */
export function providePromtool(say: (line: string) => void): Promise<ToolChoice> {
  return resolveTool(
    {
      name: 'promtool',
      minimum: [2, 42, 0],
      onPath: () => [findOnPath(['promtool'])].flatMap((file) => file ?? []),
      versionOf,
      routes: [
        debianRoute({ name: 'promtool', package: 'prometheus', binary: 'usr/bin/promtool' }, say),
        releaseRoute(released('prometheus', 'promtool', prometheusVersion), say),
      ],
      advice: installAdvice({
        darwin: 'brew install prometheus',
        linux: "the distribution's package prometheus",
        win32: 'the release from prometheus.io/download',
      }),
    },
    say,
  );
}

/** Finds amtool, which checks Alertmanager's configuration and its routes. */
export function provideAmtool(say: (line: string) => void): Promise<ToolChoice> {
  const importPath = 'github.com/prometheus/alertmanager/cmd/amtool';
  return resolveTool(
    {
      name: 'amtool',
      minimum: [0, 25, 0],
      onPath: () => [findOnPath(['amtool'])].flatMap((file) => file ?? []),
      versionOf,
      routes: [
        debianRoute({ name: 'amtool', package: 'prometheus-alertmanager', binary: 'usr/bin/amtool' }, say),
        goRoute({ name: 'amtool', importPath, version: alertmanagerVersion, duration: 'a minute' }, say),
        releaseRoute(released('alertmanager', 'amtool', alertmanagerVersion), say),
      ],
      advice: installAdvice({
        darwin: 'brew install alertmanager',
        linux: "the distribution's package prometheus-alertmanager",
        win32: 'the release from prometheus.io/download',
      }),
    },
    say,
  );
}

function released(project: string, name: string, version: string) {
  const platform = goPlatform();
  const stem = `${project}-${version}.${platform}`;
  return {
    ...{ name, version, sums: 'sha256sums.txt', binary: `${stem}/${name}` },
    folder: `https://github.com/prometheus/${project}/releases/download/v${version}`,
    archive: platform === null ? null : `${stem}.tar.gz`,
  };
}
