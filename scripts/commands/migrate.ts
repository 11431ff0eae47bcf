import { runStoreCommand } from '../cluster/store-command.ts';
import { stateFolder } from '../paths.ts';
import { describeProblem } from '../problem.ts';

/** `npm run migrate`: brings the database of the running start up to date; `npm run migrate -- status` only looks. */
const args = process.argv.slice(2);

try {
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
