import { stringify } from 'yaml';
import { type Alert, type AlertCase, runbookOf } from './alert.ts';
import { alertGroups } from './all-alerts.ts';
import { slos, windows } from './slo.ts';

const notice = '# Made by npm run docs from scripts/operations. Do not edit.\n';

function yamlOf(value: unknown): string {
  return notice + stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** The shares of bad, a rule for each promise and window. */
export function recordingRulesYaml(): string {
  return yamlOf({
    groups: [
      {
        name: 'slo-ratios',
        rules: slos.flatMap(({ name, bad, all }) =>
          windows.map((window) => ({
            record: `slo:errors:ratio_rate${window}`,
            expr: `${bad} / ${all}`.replaceAll('$w', window),
            labels: { slo: name },
          })),
        ),
      },
    ],
  });
}

export function alertRulesYaml(): string {
  return yamlOf({
    groups: alertGroups.map(({ name, alerts }) => ({
      name,
      rules: alerts.map((alert) => ({
        alert: alert.name,
        expr: alert.expr,
        ...(alert.for === undefined ? {} : { for: alert.for }),
        labels: { severity: alert.severity, ...alert.labels },
        annotations: annotationsOf(alert),
      })),
    })),
  });
}

function annotationsOf(alert: Alert): Readonly<Record<string, string>> {
  return { summary: alert.summary, runbook: `docs/runbooks/${runbookOf(alert)}.md` };
}

/** For `promtool test rules`: each alert fires on its one case and is quiet on the other, both through the real rules. */
export function ruleTestsYaml(): string {
  const alerts = alertGroups.flatMap((group) => group.alerts);
  return yamlOf({
    rule_files: ['../rules/slo.yaml', '../rules/alerts.yaml'],
    evaluation_interval: '1m',
    tests: alerts.flatMap((alert) => [
      testOf(alert, 'fires', alert.firing, [expected(alert, alert.firing)]),
      // What says that alerts work has no quiet case.
      ...(Object.keys(alert.quiet.series).length === 0 ? [] : [testOf(alert, 'is quiet', alert.quiet, [])]),
    ]),
  });
}

function testOf(alert: Alert, what: string, { series, at = '30m' }: AlertCase, alerts: readonly object[]) {
  return {
    name: `${alert.name} ${what}`,
    interval: '1m',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: [{ eval_time: at, alertname: alert.name, ...(alerts.length === 0 ? {} : { exp_alerts: alerts }) }],
  };
}

function expected(alert: Alert, { labels = {} }: AlertCase) {
  const annotations = annotationsOf(alert);
  return {
    exp_labels: { severity: alert.severity, ...alert.labels, ...labels },
    exp_annotations: Object.fromEntries(
      Object.entries(annotations).map(([name, text]) => [
        name,
        text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_whole, label: string) => labels[label] ?? ''),
      ]),
    ),
  };
}
