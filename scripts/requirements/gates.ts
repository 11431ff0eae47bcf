import type { Requirement } from './data.ts';

/** Figures of the last runs; undefined where there was none. */
export interface LastRuns {
  readonly testedAt: string | undefined;
  /** Step of `npm test` → whether it passed. */
  readonly steps: ReadonlyMap<string, boolean>;
  readonly coverageLinesPercent: number | undefined;
  /** `file › title` of tests that passed. */
  readonly passed: ReadonlySet<string> | undefined;
  readonly loadtests: readonly { readonly scenario: string; readonly passed: boolean; readonly startedAt: string }[];
}

export type GateState = 'green' | 'red' | 'open' | 'person' | 'not run';

export interface Gate {
  readonly line: string;
  readonly state: GateState;
  readonly why: string;
}

/**
 * A gate is green only when its claim stands in the data and everything that shows it passed in the last run. What a
 * person decides is never green, nor is what was not run.
 */
export function evaluateGate(row: Requirement, last: LastRuns): Gate {
  const gate = (state: GateState, why: string): Gate => ({ line: row.line, state, why });
  if (row.state === 'person') return gate('person', row.note ?? 'a person decides');
  const goesOn = row.issue === undefined ? '' : `goes on in issue ${row.issue}`;
  if (row.state === 'open') return gate('open', goesOn);
  for (const evidence of row.shownBy) {
    const name = 'step' in evidence ? evidence.step : evidence.test;
    const ok = 'step' in evidence ? last.steps.get(evidence.step) : last.passed?.has(evidence.test);
    if (ok === undefined) return gate('not run', `run npm test: ${name}`);
    if (!ok) return gate('red', `failed: ${name}`);
  }
  const coverage = /coverage.*>(\d+)%|>(\d+)% coverage/i.exec(row.line);
  if (coverage !== null) {
    const wanted = Number(coverage[1] ?? coverage[2]);
    const have = last.coverageLinesPercent;
    if (have === undefined) return gate('not run', 'run npm test');
    return gate(have > wanted ? 'green' : 'red', `${have.toFixed(1)}% of lines`);
  }
  if (row.state === 'partial') return gate('open', goesOn);
  return gate('green', row.shownBy.map((evidence) => ('step' in evidence ? evidence.step : evidence.test)).join('; '));
}

const marks: Record<GateState, string> = {
  green: '✔ green  ',
  red: '✘ red    ',
  open: '○ open   ',
  person: '◇ person ',
  'not run': '? not run',
};

/** The gates and metrics as text, one line each. */
export function renderGates(rows: readonly Requirement[], last: LastRuns): string {
  const lines: string[] = [
    last.testedAt === undefined ? 'npm test has not run here yet.' : `From npm test of ${last.testedAt}.`,
  ];
  for (const area of ['12 Quality gates', '13 Success metrics']) {
    lines.push('', area.slice(3));
    for (const row of rows.filter((candidate) => candidate.area === area)) {
      const gate = evaluateGate(row, last);
      lines.push(`  ${marks[gate.state]}  ${gate.line}${gate.why === '' ? '' : `  (${gate.why})`}`);
    }
  }
  lines.push('', 'What each issue still holds: docs/next.md', '', 'Load tests');
  for (const run of last.loadtests) {
    lines.push(`  ${run.passed ? marks.green : marks.red}  ${run.scenario}, ${run.startedAt}`);
  }
  if (last.loadtests.length === 0) lines.push(`  ${marks['not run']}  npm run loadtest -- smoke`);
  return lines.join('\n');
}
