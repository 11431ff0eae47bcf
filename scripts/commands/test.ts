import { setTimeout as delay } from 'node:timers/promises';
import { stateFolder } from '../paths.ts';
import { writeSteps } from '../requirements/last-runs.ts';
import { signalLiveRuns } from '../test-run/run-with-log.ts';
import { runSteps } from '../test-run/step.ts';
import { allSteps } from '../test-run/steps.ts';

/** What runs gets this long to stop its own processes before the guard ends them. */
const stopDeadlineMs = 8_000;

const wanted = process.argv.slice(2);
const steps = allSteps((line) => console.log(line)).filter(
  (step) => wanted.length === 0 || wanted.some((word) => step.name.includes(word)),
);

if (steps.length === 0) {
  console.error(
    `no step is named like that; there are: ${allSteps(() => {})
      .map((step) => step.name)
      .join('; ')}`,
  );
  process.exit(2);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    signalLiveRuns('SIGTERM');
    // Leaving closes the guard's input, and the guard ends what did not stop by itself.
    void delay(stopDeadlineMs).then(() => process.exit(130));
  });
}

const totals = await runSteps(steps, (line) => console.log(line));
if (wanted.length === 0) writeSteps(stateFolder, { endedAt: new Date().toISOString(), steps: totals.steps });
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exit(totals.failed === 0 ? 0 : 1);
