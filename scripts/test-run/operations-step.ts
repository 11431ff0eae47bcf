import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { dashboards } from '../operations/dashboards/all-dashboards.ts';
import { expressionsOf } from '../operations/dashboards/dashboard.ts';
import { repositoryRoot } from '../paths.ts';
import { provideAmtool, providePromtool } from '../provision/prometheus-tools.ts';
import { runTool } from '../provision/run-tool.ts';
import { failed, passed, type StepOutcome } from './step.ts';

const toolTimeoutMs = 2 * 60_000;

/** Who must hear of an alert with these labels: what `amtool config routes test` is asked. */
const routes: readonly (readonly [receiver: string, ...labels: string[]])[] = [
  ['on-call', 'alertname=LedgerStuck', 'severity=page'],
  ['on-call', 'alertname=ApiErrorsBurnFast', 'severity=page', 'slo=api_availability'],
  ['tickets', 'alertname=SecretOld', 'severity=ticket'],
  ['tickets', 'alertname=Unheard'],
  ['dead-mans-switch', 'alertname=AlertsWork', 'severity=none'],
  ['nobody', 'alertname=MaintenanceOn', 'severity=none'],
];

/** Holds ops/ against the tools that will read it: rules and their tests, configurations, plots, routes. */
export async function operationsStep(print: (line: string) => void): Promise<StepOutcome> {
  const [promtool, amtool] = await Promise.all([providePromtool(print), provideAmtool(print)]);
  print(`promtool: ${promtool.label}`);
  print(`amtool: ${amtool.label}`);
  const folder = mkdtempSync(join(tmpdir(), 'halobuzz-operations-'));
  try {
    const rules = globSync('ops/prometheus/rules/*.yaml', { cwd: repositoryRoot }).sort();
    const tests = globSync('ops/prometheus/tests/*.yaml', { cwd: repositoryRoot }).sort();
    const manager = 'ops/alertmanager/alertmanager.yml';
    const outcomes = await Promise.all([
      ask(promtool.file, ['check', 'rules', ...rules]),
      ask(promtool.file, ['test', 'rules', ...tests]),
      ask(promtool.file, ['check', 'rules', plottedRules(folder)]),
      ...prometheusConfigs(folder).map((file) => ask(promtool.file, ['check', 'config', '--syntax-only', file])),
      ask(promtool.file, ['check', 'config', 'ops/prometheus/prometheus.yml']),
      ask(amtool.file, ['check-config', manager]),
      ...routes.map(([receiver, ...labels]) => {
        const args = ['config', 'routes', 'test', `--config.file=${manager}`, `--verify.receivers=${receiver}`];
        return ask(amtool.file, [...args, ...labels]);
      }),
    ]);
    const problems = outcomes.filter((outcome) => outcome !== undefined);
    if (problems.length > 0) return failed(problems.join('\n'), `${problems.length} refused`);
    return passed(`${outcomes.length} checks`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a tool says against a file; undefined when nothing. */
async function ask(tool: string, args: readonly string[]): Promise<string | undefined> {
  const outcome = await runTool(tool, args, { cwd: repositoryRoot, timeoutMs: toolTimeoutMs });
  return outcome.ok ? undefined : `${args.join(' ')}\n${outcome.stdout}${outcome.stderr}`;
}

/** Every expression of a dashboard as a rule, so that promtool says whether it is one. */
function plottedRules(folder: string): string {
  const file = join(folder, 'dashboards.yaml');
  const rules = dashboards.flatMap(expressionsOf).map((expr, at) => ({ record: `plot:${at}`, expr }));
  writeFileSync(file, stringify({ groups: [{ name: 'dashboards', rules }] }));
  return file;
}

const configMapSchema = z.looseObject({ kind: z.literal('ConfigMap'), data: z.record(z.string(), z.string()) });

/** Configurations of Prometheus for other places: beside compose, and within Kubernetes' ConfigMap. */
function prometheusConfigs(folder: string): readonly string[] {
  const inside = globSync('ops/kubernetes/base/prometheus-config.yaml', { cwd: repositoryRoot }).map((path) => {
    const map = configMapSchema.parse(parse(readFileSync(join(repositoryRoot, path), 'utf8')));
    const file = join(folder, 'prometheus.yml');
    writeFileSync(file, map.data['prometheus.yml'] ?? '');
    return file;
  });
  return [...inside, ...globSync('ops/compose/prometheus.yml', { cwd: repositoryRoot })];
}
