import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type LoadtestResult, resultPath, writeResult } from './result-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'halobuzz-result-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const startedAt = new Date('2026-11-22T10:20:30.400Z');
const result: LoadtestResult = {
  scenario: 'smoke',
  profile: 'tiny',
  target: 'http://127.0.0.1:8787',
  startedAt: startedAt.toISOString(),
  durationMs: 1234,
  exitStatus: 0,
  ledgerVerified: true,
};

it('keeps the figures and names the crossed thresholds', () => {
  const summary = join(folder, 'k6.json');
  writeFileSync(
    summary,
    JSON.stringify({
      metrics: {
        checks: { value: 1, thresholds: { 'rate==1': false } },
        hb_join_ms: { avg: 9, thresholds: { 'p(95)<5': true, 'p(99)<90': false } },
        iterations: { count: 1 },
      },
    }),
  );
  const file = resultPath(folder, 'smoke', 'tiny', startedAt);
  expect(writeResult(file, { ...result, exitStatus: 99 }, summary)).toEqual(['hb_join_ms: p(95)<5']);
  const written: unknown = JSON.parse(readFileSync(file, 'utf8'));
  expect(written).toMatchObject({
    passed: false,
    crossedThresholds: ['hb_join_ms: p(95)<5'],
    metrics: { checks: { value: 1 } },
  });
});

it('a run whose ledger does not verify has not passed, and one without a summary still leaves a file', () => {
  const file = resultPath(folder, 'smoke', 'tiny', startedAt);
  expect(writeResult(file, { ...result, ledgerVerified: false }, join(folder, 'none.json'))).toEqual([]);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ passed: false, metrics: {} });
});
