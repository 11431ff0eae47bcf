import { readRunFile, startIsRunning } from '../cluster/run-file.ts';
import { runStoreCommand } from '../cluster/store-command.ts';
import { stateFolder } from '../paths.ts';
import { describeProblem, Problem } from '../problem.ts';

/** `npm run migrate`: brings the database of the running start up to date; `npm run migrate -- status` only looks. */
const args = process.argv.slice(2);

try {
  if (args[0] === 'down') refuseWhileRunning();
  process.exitCode = await runStoreCommand({
    program: 'migrate',
    args: args.length === 0 ? ['up'] : args,
    stateFolder,
    environment: process.env,
    settingsOf: (run) => run.environments.migrate,
    needsStores: true,
  });
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}

/** Reverting takes collections and indexes away from under the processes that use them. */
function refuseWhileRunning(): void {
  const run = readRunFile(stateFolder);
  if (run !== undefined && startIsRunning(run)) {
    throw new Problem(
      'migrate down works on stores that nothing else uses: this start is running, and would lose what it stands on',
    );
  }
}
