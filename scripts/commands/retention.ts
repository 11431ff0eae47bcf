import { runStoreCommand } from '../cluster/store-command.ts';
import { stateFolder } from '../paths.ts';
import { describeProblem } from '../problem.ts';

/** `npm run retention`: deletes what is past its time in the stores of the running start; `-- --dry-run` only counts. */
try {
  process.exitCode = await runStoreCommand({
    program: 'retention-cli',
    args: process.argv.slice(2),
    stateFolder,
    environment: process.env,
    settingsOf: (run) => run.environments.migrate,
    needsStores: true,
  });
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
