import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareResults } from './compare-results.ts';
import { linePlot, niceCeiling } from './line-plot.ts';
import { reportPage } from './report-page.ts';
import {
  failuresOf,
  lastResult,
  type RunResult,
  readK6Metrics,
  readResult,
  resultPath,
  thresholdRows,
  writeResult,
} from './run-result.ts';
import { noteOf } from './run-scenario.ts';
import { comparisonTable, runLines, runTable } from './run-tables.ts';
import { pointsMax } from './time-series.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halobuzz-result-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const startedAt = new Date('2026-11-22T10:20:30.400Z');
const metrics = {
  checks: { rate: 1, thresholds: { 'rate==1': false } },
  hb_join_ms: { avg: 9, med: 8, 'p(95)': 20, 'p(99)': 30, max: 31, thresholds: { 'p(95)<5': true, 'p(99)<90': false } },
  http_reqs: { count: 1_200, rate: 40 },
  vus: { value: 3 },
};
const gifts = { accepted: 3, unanswered: 1, committed: 3, drainedMs: 40, ok: true };
const passed: RunResult = {
  ...{ version: 2, scenario: 'smoke', profile: 'tiny', target: 'http://127.0.0.1:8787' },
  ...{ startedAt: startedAt.toISOString(), durationMs: 12_340, exitStatus: 0, passed: true, failures: [] },
  machine: { cpu: 'one', cores: 2, memoryGiB: 8, system: 'linux', node: 'v24', commit: null, loadAtStart: 0.5 },
  sizes: { rooms: 1 },
  ...{ ledgerVerified: true, thresholds: thresholdRows({ checks: metrics.checks }), metrics, gifts },
  counts: [{ name: 'joined', want: 4, got: 4, ok: true }],
  limit: {
    ...{ limitedBy: 'server', text: 'edge was the limit.', generatorBound: false },
    busiest: [{ name: 'edge', cores: 0.9 }],
  },
  memory: [{ process: 'gw-1', fromMiB: 100, toMiB: 101, ratio: 1.01, ok: true }],
  notes: [{ name: 'knee', value: 400, unit: '/s' }],
  series: {
    k6: [{ name: 'http_reqs', unit: '/s', points: Array.from({ length: 600 }, (_, at): [number, number] => [at, 40]) }],
    cpu: [{ name: 'edge', unit: 'cores', points: [[0, 0.1], [2, 0.9]] }], // biome-ignore format: two points
    memory: [],
    servers: [],
  },
};
const failed: RunResult = {
  ...{ ...passed, passed: false, failures: ['hb_join_ms: p(95)<5'], ledgerVerified: false },
  gifts: { ...gifts, committed: 2, drainedMs: null, ok: false },
  counts: [{ name: 'joined', want: 4, got: 3, ok: false }],
  limit: { ...passed.limit, generatorBound: true },
  memory: [{ process: 'gw-1', fromMiB: 100, toMiB: 120, ratio: 1.2, ok: false }],
};

describe('what a run comes to', () => {
  it('names each condition that k6 looked at, and whether it held', () => {
    expect(thresholdRows(metrics)).toEqual([
      { metric: 'checks', condition: 'rate==1', ok: true },
      { metric: 'hb_join_ms', condition: 'p(95)<5', ok: false },
      { metric: 'hb_join_ms', condition: 'p(99)<90', ok: true },
    ]);
  });

  it('has no reasons when it passed, and one a line when it did not', () => {
    expect(failuresOf(passed)).toEqual([]);
    expect(failuresOf({ ...failed, exitStatus: 99, thresholds: thresholdRows(metrics) })).toEqual([
      'hb_join_ms: p(95)<5',
      'joined: 4 wanted, 3 came',
      'gifts: 3 acknowledged, 2 in the ledger, 1 unanswered, never all committed',
      'the ledger does not verify',
      'memory of gw-1: × 1.2 from minute 10 to minute 30',
    ]);
    const late = { ...gifts, drainedMs: 7_000, ok: false };
    expect(failuresOf({ ...passed, gifts: late }).join()).toContain('committed after 7000 ms');
    expect(failuresOf({ ...passed, gifts: null, exitStatus: 107 })).toEqual(['k6 ended with status 107']);
  });

  it('a run without a summary has no figures', () => {
    expect(readK6Metrics(join(folder, 'none.json'))).toEqual({});
    writeFileSync(join(folder, 'k6.json'), JSON.stringify({ metrics }));
    expect(readK6Metrics(join(folder, 'k6.json'))).toEqual(metrics);
  });

  it('a scenario says figures of its own in one form alone', () => {
    expect(noteOf('INFO HB_NOTE {"name":"knee","value":400,"unit":"/s"}')).toEqual(passed.notes[0]);
    expect(noteOf('HB_NOTE {"name":"why","value":"full"}')).toEqual({ name: 'why', value: 'full', unit: '' });
    for (const line of [
      'nothing',
      'HB_NOTE {',
      'HB_NOTE null',
      'HB_NOTE {"name":1,"value":2}',
      'HB_NOTE {"name":"a"}',
    ]) {
      expect(noteOf(line), line).toBeUndefined();
    }
  });
});

describe('results in files', () => {
  const write = (scenario: string, at: string): void => {
    const began = new Date(at);
    const run = { ...passed, scenario, startedAt: began.toISOString() };
    writeResult(`${resultPath(folder, scenario, 'tiny', began)}.json`, run);
  };

  it('are read again as they were, with lines as long as a plot shows', () => {
    const file = `${resultPath(folder, 'smoke', 'tiny', startedAt)}.json`;
    writeResult(file, passed);
    const { series, ...rest } = readResult(file);
    const { series: _, ...written } = passed;
    expect(rest).toEqual(written);
    expect(series.cpu).toEqual(passed.series.cpu);
    expect(series.k6[0]?.points.length).toBeLessThanOrEqual(pointsMax);
  });

  it('of another version, of another form and of nobody are refused by name', () => {
    const file = join(folder, 'other.json');
    for (const text of [JSON.stringify({ ...passed, version: 1 }), '{"version":2}', 'no JSON']) {
      writeFileSync(file, text);
      expect(() => readResult(file), text.slice(0, 20)).toThrow('other.json');
    }
    expect(existsSync(join(folder, 'none.json'))).toBe(false);
    expect(() => readResult(join(folder, 'none.json'))).toThrow('none.json');
  });

  it('the last one is the newest before of the same scenario, whatever lies beside', () => {
    write('smoke', '2026-11-22T08:00:00Z');
    write('smoke', '2026-11-22T09:00:00Z');
    write('smoke', '2026-11-22T12:00:00Z');
    write('not-smoke', '2026-11-22T10:00:00Z');
    writeFileSync(join(folder, 'loadtests', '2026-11-22T09-30-00-000Z-smoke-tiny.json'), 'cut off');
    const last = (scenario: string) => lastResult(folder, scenario, 'tiny', startedAt)?.startedAt;
    expect(last('smoke')).toBe('2026-11-22T09:00:00.000Z');
    expect(last('hold')).toBeUndefined();
  });
});

describe('two runs side by side', () => {
  const now: RunResult = {
    ...passed,
    metrics: { ...metrics, hb_join_ms: { ...metrics.hb_join_ms, med: 16 }, hb_new: { count: 1 } },
    limit: { ...passed.limit, busiest: [...passed.limit.busiest, { name: 'k6', cores: 1 }] },
  };

  it('are compared by what both have: of a trend its middle and end, never how often it was taken', () => {
    const rows = compareResults({ ...passed, metrics: { ...metrics, http_reqs: { count: 0, rate: 40 } } }, now);
    expect(rows).toContainEqual({ metric: 'hb_join_ms', figure: 'med', before: 8, now: 16, ratio: 2 });
    expect(rows).toContainEqual({ metric: 'http_reqs', figure: 'count', before: 0, now: 1_200, ratio: null });
    expect(rows.at(-1)).toEqual({ metric: 'CPU of edge', figure: 'cores, p90', before: 0.9, now: 0.9, ratio: 1 });
    expect(rows.map(({ metric }) => metric)).not.toEqual(expect.arrayContaining(['vus']));
    expect(rows.map(({ metric }) => metric)).not.toEqual(expect.arrayContaining(['hb_new']));
  });

  it('stand in a table, without a ratio where nothing was before', () => {
    const row = { metric: 'hb_join_ms', figure: 'med', before: 8, now: 16 };
    expect(comparisonTable([{ ...row, ratio: 2 }])).toMatch(/hb_join_ms +med +8 +16 +× 2\.00/);
    expect(comparisonTable([{ ...row, ratio: null }])).not.toContain('×');
  });
});

describe('what a terminal is told', () => {
  it('of a run that passed', () => {
    expect(runLines(passed).split('\n')).toEqual([
      'passed',
      'exact counts:',
      '  = joined: 4 wanted, 4 came',
      '  = gifts: 3 acknowledged, 3 in the ledger, 40 ms after the end',
      'edge was the limit.',
      'knee: 400 /s',
    ]);
    expect(runLines({ ...passed, counts: [], gifts: null })).not.toContain('exact');
  });

  it('of one that failed, with what was uneven, and that its figures are partly the generator’s', () => {
    const text = runLines(failed);
    expect(text).toMatch(/^failed:\n {2}hb_join_ms: p\(95\)<5\n/);
    expect(text).toContain('  ≠ joined: 4 wanted, 3 came');
    expect(text).toContain('  ≠ gifts: 3 acknowledged, 2 in the ledger\n');
    expect(text).toContain("partly the generator's own");
  });

  it('of several, one line each', () => {
    const [, first, second] = runTable([passed, failed]).split('\n');
    expect(first).toMatch(/^ok +smoke +tiny +12 s +server$/);
    expect(second).toMatch(/^FAILED .*p\(95\)<5$/);
  });
});

describe('the page of a run', () => {
  it('tells of a run that passed, and of one that failed', () => {
    const page = reportPage(passed, undefined);
    expect(page).toContain('<title>smoke, tiny: passed</title>');
    expect(page).toContain('The ledger verifies');
    expect(page).toContain('committed 40 ms after the end');
    expect(page).not.toContain('Since the run of');
    const bad = reportPage({ ...failed, machine: { ...passed.machine, commit: 'abc' } }, undefined);
    expect(bad).toContain('does NOT verify');
    expect(bad).toContain('Not every acknowledged gift was committed.');
    expect(bad).toContain('<span class="bad">broken</span>');
    expect(bad).toContain('<li>hb_join_ms: p(95)&lt;5</li>');
    expect(bad).toContain("Figures of this run are partly the generator's own.");
  });

  it('leaves out what was not looked at', () => {
    const page = reportPage(
      { ...passed, ledgerVerified: null, gifts: null, counts: [], memory: [], notes: [] },
      undefined,
    );
    for (const title of ['Exact counts', 'Growth of memory', 'What the scenario found', 'ledger']) {
      expect(page, title).not.toContain(title);
    }
    const unjudged = { process: 'gw-1', fromMiB: 1, toMiB: 2, ratio: 2, ok: null };
    expect(reportPage({ ...passed, memory: [unjudged] }, undefined)).toContain('not judged');
  });

  it('compares', () => {
    const rows = [
      { metric: 'hb_join_ms', figure: 'med', before: 8, now: 1_600, ratio: 200 },
      { metric: 'hb_gifts', figure: 'count', before: 0, now: 1, ratio: null },
    ];
    const page = reportPage(passed, { startedAt: '2026-11-01', rows });
    expect(page).toContain('Since the run of 2026-11-01');
    expect(page).toContain('<td>1,600</td><td>× 200.00</td>');
  });

  it('runs no script and asks nobody, whatever names stand in the figures', () => {
    const hostile = `</title></svg><script>alert(1)</script><img src=x onerror="alert('1')">`;
    const page = reportPage(
      {
        ...{ ...failed, scenario: hostile, target: hostile, failures: [hostile], sizes: { [hostile]: 1 } },
        machine: { ...passed.machine, cpu: hostile, system: hostile },
        metrics: { [hostile]: { count: 1 } },
        counts: [{ name: hostile, want: 1, got: 1, ok: true }],
        notes: [{ name: hostile, value: hostile, unit: hostile }],
        series: { ...passed.series, cpu: [{ name: hostile, unit: hostile, points: [[0, 1], [1, 2]] }] }, // biome-ignore format: two points
      },
      { startedAt: hostile, rows: [{ metric: hostile, figure: hostile, before: 1, now: 1, ratio: 1 }] },
    );
    expect(page).not.toMatch(/<script|<img|<\/title><\/svg>/);
    expect(page).toContain("default-src 'none'");
    expect(readFileSync(new URL('./report-page.ts', import.meta.url), 'utf8')).not.toMatch(/https?:\/\//);
  });
});

describe('a plot', () => {
  it('has an axis that ends at a round number', () => {
    expect([0, -1, Number.NaN, 0.03, 1, 1.2, 2.4, 3, 7, 999].map(niceCeiling)).toEqual([
      ...[1, 1, 1, 0.05, 1, 2, 2.5, 5, 10, 1_000],
    ]);
  });

  it('draws the highest lines, and says their height in words and short', () => {
    const line = (name: string, value: number) => ({ name, unit: 'B', points: [[0, 0], [10, value]] as [number, number][] }); // biome-ignore format: a line
    const lines = Array.from({ length: 10 }, (_, at) => line(`l${at}`, (at + 1) * 250_000));
    const drawing = linePlot('heights', 'B', [...lines, { name: 'empty', unit: 'B', points: [] }]);
    expect(drawing.match(/<polyline/g)).toHaveLength(8);
    expect(drawing).toContain('l9: highest 2.5M B');
    expect(drawing).not.toContain('l0:');
    expect(linePlot('k', '', [line('k', 12_000)])).toContain('highest 12k');
    expect(linePlot('none', '', [])).toContain('role="img"');
  });
});
