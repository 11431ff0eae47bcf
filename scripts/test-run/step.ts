import { describeProblem } from '../problem.ts';

export type StepOutcome = {
  ok: boolean;
  /** Stands behind the step's name, for example a count. */
  summary: string;
  /** Shown indented when the step failed. */
  details: string;
  /** Tests that the step ran; a step without tests counts itself. */
  tests: { passed: number; failed: number };
};

export type Step = { name: string; run: () => Promise<StepOutcome> };

export type StepResult = { name: string; ok: boolean; seconds: number };

export type Totals = { passed: number; failed: number; steps: StepResult[] };

const detailLinesMax = 80;
const noTests = { passed: 0, failed: 0 };

export function passed(summary = ''): StepOutcome {
  return { ok: true, summary, details: '', tests: noTests };
}

export function failed(details: string, summary = ''): StepOutcome {
  return { ok: false, summary, details, tests: noTests };
}

/** Runs all steps, whatever fails, printing one line each; the totals count every step and every test. */
export async function runSteps(steps: readonly Step[], print: (line: string) => void): Promise<Totals> {
  const totals: Totals = { passed: 0, failed: 0, steps: [] };
  for (const step of steps) {
    const startedMs = performance.now();
    const outcome = await runStep(step);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    totals.steps.push({ name: step.name, ok: outcome.ok, seconds: Number(seconds) });
    const summary = outcome.summary === '' ? '' : `, ${outcome.summary}`;
    print(`${outcome.ok ? 'ok    ' : 'FAILED'} ${step.name} (${seconds} s${summary})`);
    if (!outcome.ok && outcome.details !== '') print(indent(shorten(outcome.details)));
    totals.passed += outcome.tests.passed + (outcome.ok ? 1 : 0);
    totals.failed += outcome.tests.failed + (outcome.ok ? 0 : 1);
  }
  return totals;
}

async function runStep(step: Step): Promise<StepOutcome> {
  try {
    return await step.run();
  } catch (error) {
    return failed(describeProblem(error));
  }
}

function shorten(text: string): string {
  const lines = text.trimEnd().split('\n');
  if (lines.length <= detailLinesMax) return lines.join('\n');
  return [...lines.slice(0, detailLinesMax), `… and ${lines.length - detailLinesMax} lines more`].join('\n');
}

function indent(text: string): string {
  return text.replace(/^/gm, '       ');
}
