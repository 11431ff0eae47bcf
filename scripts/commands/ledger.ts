import { runStoreCommand } from '../cluster/store-command.ts';
import { stateFolder } from '../paths.ts';
import { describeProblem } from '../problem.ts';

/** `npm run ledger -- verify`: the ledger's own command line, on the stores of the running start. */
const args = process.argv.slice(2);
const offline = args.length === 0 || args.some((arg) => /^--(from|help)(=|$)/.test(arg) || arg === '-h');

try {
  process.exitCode = await runStoreCommand({
    program: 'ledger-cli',
    args,
    stateFolder,
    environment: process.env,
    // The origin's settings name the payment providers, whose reports `reconcile` reads.
    settingsOf: (run) => ({ ...run.environments.origin, ...run.environments.ledger }),
    needsStores: !offline,
  });
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
