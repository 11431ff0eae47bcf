import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RunResult, writeResult } from '../loadtest/run-result.ts';
import { loadTestPages } from './load-tests-page.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'halobuzz-load-pages-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const missed: RunResult = {
  ...{ version: 2, scenario: 'hold', profile: 'bar', target: 'http://127.0.0.1:8787', exitStatus: 99 },
  ...{ startedAt: '2026-11-24T10:20:30.400Z', durationMs: 171_000, passed: false, ledgerVerified: null },
  failures: ['hb_event_e2e_ms: p(99)<=250'],
  machine: { cpu: 'one', cores: 2, memoryGiB: 8, system: 'linux', node: 'v24', commit: 'abcdef0123', loadAtStart: 0.5 },
  sizes: { viewers: 10_000, durationMsMax: 1 },
  thresholds: [
    { metric: 'hb_event_e2e_ms', condition: 'p(99)<=250', ok: false },
    { metric: 'hb_join_ok', condition: 'rate==1', ok: true },
    { metric: 'hb_resync_ok', condition: 'rate==1', ok: true },
  ],
  metrics: {
    hb_event_e2e_ms: { 'p(99)': 312 },
    hb_join_ok: { value: 1, passes: 9, fails: 0 },
    hb_resync_ok: { value: 0, passes: 0, fails: 0 },
  },
  counts: [{ name: 'joined', want: 10_050, got: 10_050, ok: true }],
  gifts: { accepted: 7, unanswered: 0, committed: 7, drainedMs: 184, ok: true },
  limit: { limitedBy: 'server', text: 'gw-1 was the limit.', busiest: [], generatorBound: false },
  memory: [],
  notes: [],
  series: {
    ...{ k6: [], memory: [], servers: [] },
    cpu: [{ name: 'gw-1', unit: 'cores', points: [[0, 0.1], [2, 0.9]] }], // biome-ignore format: two points
  },
};
const keep = (run: RunResult): void =>
  writeResult(join(root, 'loadtests/results', `loadtest-${run.scenario}-${run.profile}.json`), run);

it('tells each bar with what was measured, what was full, and shows the plots', () => {
  keep(missed);
  const [page, ...pictures] = loadTestPages(root);
  expect(page?.text).toContain('| [hold](#hold) | missed: `hb_event_e2e_ms: p(99)<=250` | gw-1 was the limit. |');
  expect(page?.text).toContain('| `hb_event_e2e_ms` | `p(99)<=250` | 312 | missed |');
  expect(page?.text).toContain('| `hb_join_ok` | `rate==1` | 1 | held |');
  expect(page?.text).toContain('| `hb_resync_ok` | `rate==1` | none | held |');
  expect(page?.text).toContain('Gifts: 7 acknowledged, 7 in the ledger, the last 184 ms after the end.');
  expect(page?.text).toContain('commit abcdef01. viewers 10,000');
  expect(pictures.map(({ path }) => path)).toEqual(['docs/generated/load-hold-cpu.svg']);
  expect(page?.text).toContain('](load-hold-cpu.svg)');
  expect(pictures[0]?.text).toMatch(/^<svg .*<\/svg>\n$/);
});

it('has runs in the order of the scenarios, of the profile bar alone, and says so when there is none', () => {
  expect(loadTestPages(root)).toMatchObject([{ text: expect.stringContaining('None is kept yet.') }]);
  for (const scenario of ['mixed', 'hold', 'login'] as const) keep({ ...missed, scenario, passed: true, failures: [] });
  keep({ ...missed, scenario: 'soak', profile: 'tiny' });
  const named = [...(loadTestPages(root)[0]?.text ?? '').matchAll(/^## (.*)$/gm)].map(([, name]) => name);
  expect(named).toEqual(['login', 'hold', 'mixed']);
});
