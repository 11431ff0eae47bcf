import { repositoryRoot, stateFolder } from '../paths.ts';
import { describeProblem } from '../problem.ts';
import { readRequirements } from '../requirements/data.ts';
import { renderGates } from '../requirements/gates.ts';
import { readLastRuns } from '../requirements/last-runs.ts';

/** `npm run gates`: the customer's quality gates and success metrics, from what last ran here. */
try {
  console.log(renderGates(readRequirements(repositoryRoot), readLastRuns(repositoryRoot, stateFolder)));
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
