import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { faultsHelp, parseFaultsOptions } from '../faults/faults-options.ts';
import { repositoryRoot } from '../paths.ts';
import { describeProblem } from '../problem.ts';

/** `npm run test:faults`: the fault tests of live rooms and ledger, longer than `npm test` runs them. Resolves with the exit status. */
async function main(): Promise<number> {
  const options = parseFaultsOptions(process.argv.slice(2));
  if (options.kind === 'help') {
    console.log(faultsHelp);
    return 0;
  }
  const { seed, repeat, steps, stormClients, ledgerHistories, drillLegs, only } = options;
  const vitest = join(repositoryRoot, 'node_modules', 'vitest', 'vitest.mjs');
  // One file after the other: each of them fills the machine.
  const words = ['run', '--project', 'integration', '--project', 'unit', '--no-file-parallelism'];
  if (only !== 'ledger') words.push('realtime/src/gateway/faults', 'realtime/src/origin/switches/switch-spread');
  if (only !== 'rooms') words.push('realtime/src/ledger/faults', 'realtime/src/ledger/simulated-ledger.test.ts');
  if (only !== 'rooms') words.push('scripts/dr/drill.int.test.ts', 'realtime/src/main/expired-certificate.int.test.ts');
  const child = spawn(process.execPath, [vitest, ...words], {
    cwd: repositoryRoot,
    stdio: 'inherit',
    env: {
      ...process.env,
      // Without a seed a new history each time; the tests print it.
      FAULTS_SEED: String(seed ?? Date.now() % 1_000_000),
      FAULTS_REPEAT: String(repeat),
      FAULTS_STEPS: String(steps),
      FAULTS_STORM_CLIENTS: String(stormClients),
      FAULTS_LEDGER_HISTORIES: String(ledgerHistories),
      FAULTS_DRILL_LEGS: String(drillLegs),
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
