import { dashboards } from './dashboards/all-dashboards.ts';
import { grafanaJson } from './dashboards/dashboard.ts';
import { alertRulesYaml, recordingRulesYaml, ruleTestsYaml } from './rule-files.ts';

/** Files under ops/ that are made from scripts/operations: path from the repository's root, and the whole text. */
export function operationsFiles(): readonly { readonly path: string; readonly text: string }[] {
  return [
    { path: 'ops/prometheus/rules/slo.yaml', text: recordingRulesYaml() },
    { path: 'ops/prometheus/rules/alerts.yaml', text: alertRulesYaml() },
    { path: 'ops/prometheus/tests/alerts.test.yaml', text: ruleTestsYaml() },
    ...dashboards.map((dashboard) => ({
      path: `ops/grafana/dashboards/${dashboard.name}.json`,
      text: grafanaJson(dashboard),
    })),
  ];
}
