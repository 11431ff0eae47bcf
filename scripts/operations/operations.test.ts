import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gaugeSpec, histogramSpec } from '@halobuzz/core/observability/metric-spec';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { everyMetric } from '../docs/edge-modules.ts';
import { repositoryRoot } from '../paths.ts';
import { runbookOf } from './alert.ts';
import { allAlerts } from './all-alerts.ts';
import { dashboards } from './dashboards/all-dashboards.ts';
import { expressionsOf, grafanaJson } from './dashboards/dashboard.ts';
import { metricProblems } from './metric-problems.ts';
import { operationsFiles } from './operations-files.ts';
import { seriesIn } from './promql-names.ts';
import { recordingRulesYaml } from './rule-files.ts';
import { slos } from './slo.ts';

const read = (path: string): string => readFileSync(join(repositoryRoot, path), 'utf8');

describe('files under ops/', () => {
  it.each(operationsFiles().map(({ path, text }) => [path, text]))('%s is what the code makes', (path, text) => {
    expect(read(path)).toBe(text);
  });

  it('holds no file that nothing makes', () => {
    const made = new Set(operationsFiles().map(({ path }) => path));
    const there = globSync(['ops/prometheus/{rules,tests}/*', 'ops/grafana/dashboards/*'], { cwd: repositoryRoot });
    expect(there.filter((path) => !made.has(path))).toEqual([]);
  });
});

describe('alerts', () => {
  it('have names of their own, and each a runbook; each runbook has its alert', () => {
    const names = allAlerts.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const pages = globSync('docs/runbooks/*.md', { cwd: repositoryRoot }).map((path) => basename(path, '.md'));
    expect(pages.filter((page) => page !== 'README').sort()).toEqual([...new Set(allAlerts.map(runbookOf))].sort());
  });

  it.each([...new Set(allAlerts.map(runbookOf))])('%s says what it means, who is hit, what to do and when it is over', (page) => {
    const text = read(`docs/runbooks/${page}.md`);
    for (const part of ['# ', '**What it means.**', '**Who is hit.**', '## First', '## How to mend it', '## It is over when'])
      expect(text).toContain(part);
    const commands = /```sh\n([\s\S]*?)```/.exec(text)?.[1]?.trim().split('\n') ?? [];
    expect(commands).toHaveLength(3);
    const known = new Set(globSync('docs/runbooks/*.md', { cwd: repositoryRoot }).map((path) => basename(path)));
    for (const [, link = ''] of text.matchAll(/(?<![\w/])([a-z-]+\.md)/g)) expect(known).toContain(link);
  });

  it('name npm commands that are there', () => {
    const scripts = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read('package.json'))).scripts;
    for (const path of globSync('docs/runbooks/*.md', { cwd: repositoryRoot })) {
      for (const [, command = ''] of read(path).matchAll(/npm run (\w+)/g)) expect(Object.keys(scripts)).toContain(command);
    }
  });
});

describe('metrics', () => {
  it('that rules and dashboards ask for are told by somebody', async () => {
    const specs = await everyMetric(repositoryRoot);
    const recorded = z
      .object({ groups: z.array(z.object({ rules: z.array(z.object({ expr: z.string() })) })) })
      .parse(parse(recordingRulesYaml()))
      .groups.flatMap(({ rules }) => rules.map(({ expr }) => expr));
    const asked = [...recorded, ...allAlerts.map(({ expr }) => expr), ...dashboards.flatMap(expressionsOf)];
    expect(asked.length).toBeGreaterThan(150);
    const problems = asked.flatMap((expr) => metricProblems(expr, specs).map((problem) => `${problem}: ${expr}`));
    expect(problems).toEqual([]);
  });

  it('of another name, label, value or bucket are found', () => {
    const specs = [gaugeSpec('a', 'A.', { state: ['on', 'off'] }), histogramSpec('h_seconds', 'H.', [0.2, 1])];
    const problems = (expr: string) => metricProblems(expr, specs);
    expect(problems('sum by (state) (rate(a{state=~"on|off",node="x"}[5m])) > 0 and time() - up > 3')).toEqual([]);
    expect(problems('histogram_quantile(0.9, sum by (le) (rate(h_seconds_bucket{le="0.2"}[5m])))')).toEqual([]);
    expect(problems('b + a')).toEqual(['b is no metric of ours']);
    expect(problems('a{stat="on"}')).toEqual(['a has no label stat']);
    expect(problems('a{state=~"on|gone"}')).toEqual(['a{state} never says gone']);
    expect(problems('h_seconds')).toEqual(['h_seconds is no metric of ours']);
    expect(problems('h_seconds_bucket{le="0.5"}')).toEqual(['h_seconds_bucket has no bucket 0.5']);
  });

  it('are told from functions and words', () => {
    const names = (expr: string) => seriesIn(expr).map(({ metric }) => metric);
    expect(names('max by (service, node) (a) > 0.5 or absent(b{x="by (c)"})')).toEqual(['a', 'b']);
    expect(names('slo:errors:ratio_rate1h{slo="x"} > 14.4e-3')).toEqual(['slo:errors:ratio_rate1h']);
  });
});

it('promises are shares, and each has a bucket or a code to be measured by', () => {
  for (const { objective, bad, all } of slos) {
    expect(objective).toBeGreaterThan(0.9);
    expect(objective).toBeLessThan(1);
    expect(bad).toContain('[$w]');
    expect(all).toContain('[$w]');
  }
});

it('dashboards fit on Grafana’s grid, with ids of their own', () => {
  const schema = z.object({
    panels: z.array(
      z.object({ id: z.number(), gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }) }),
    ),
  });
  for (const dashboard of dashboards) {
    const { panels } = schema.parse(JSON.parse(grafanaJson(dashboard)));
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = new Set<string>();
    for (const { x, y, w, h } of panels.map(({ gridPos }) => gridPos)) {
      expect(x + w).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column += 1) {
        for (let line = y; line < y + h; line += 1) {
          expect(cells.has(`${column} ${line}`)).toBe(false);
          cells.add(`${column} ${line}`);
        }
      }
    }
  }
});
