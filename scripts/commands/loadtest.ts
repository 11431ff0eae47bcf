import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { bundleScenario, scenarioNames } from '../../loadtests/build.ts';
import { defaultProfile, profileNames } from '../../loadtests/profiles.ts';
import { readRunFile, requireRunningStart, startIsRunning } from '../cluster/run-file.ts';
import { runStoreCommand } from '../cluster/store-command.ts';
import { loadtestHelp, parseLoadtestOptions } from '../loadtest/loadtest-options.ts';
import { type PlantedWorld, plantLobby } from '../loadtest/lobby-world.ts';
import { resultPath, writeResult } from '../loadtest/result-file.ts';
import { runK6, thresholdsFailedStatus } from '../loadtest/run-k6.ts';
import { repositoryRoot, stateFolder } from '../paths.ts';
import { describeProblem, Problem } from '../problem.ts';
import { provideK6 } from '../provision/k6.ts';

const plantedBroadcasts = 50_000;
const choices = { scenarios: scenarioNames(), profiles: profileNames, defaultProfile };

/** Runs one scenario and, where it moved money on the running start, the ledger's verification. Resolves with the exit status. */
async function main(): Promise<number> {
  const options = parseLoadtestOptions(process.argv.slice(2), choices);
  if (options.kind === 'help') {
    console.log(loadtestHelp(choices));
    return 0;
  }
  const { scenario, profile } = options;
  const target = options.target ?? requireRunningStart(stateFolder).edgeUrl;
  const k6 = await provideK6((line) => console.log(line));
  console.log(`k6: ${k6.label}\nscenario ${scenario}, profile ${profile}, target ${target}\n`);

  const folder = mkdtempSync(join(tmpdir(), 'halobuzz-loadtest-'));
  let world: PlantedWorld | undefined;
  try {
    if (scenario === 'lobby') world = await plantWorld(target);
    const startedAt = new Date();
    const summaryFile = join(folder, 'summary.json');
    const variables = { HB_TARGET: target, HB_PROFILE: profile, HB_RUN_ID: randomBytes(4).toString('hex') };
    const script = await bundleScenario(scenario, folder);
    const exitStatus = await runK6({ k6: k6.file, script, variables, summaryFile });
    const durationMs = Date.now() - startedAt.getTime();
    const ledgerVerified = await verifyLedger(target);
    const file = resultPath(stateFolder, scenario, profile, startedAt);
    const result = {
      scenario,
      profile,
      target,
      startedAt: startedAt.toISOString(),
      durationMs,
      exitStatus,
      ledgerVerified,
    };
    const crossed = writeResult(file, result, summaryFile);
    console.log(`\n${verdict(exitStatus, crossed, ledgerVerified)}; figures in ${relative(repositoryRoot, file)}`);
    return exitStatus !== 0 ? exitStatus : ledgerVerified === false ? 1 : 0;
  } finally {
    await world?.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The broadcasts among which the lobby is measured; they go into the stores of the start of this clone. */
async function plantWorld(target: string): Promise<PlantedWorld> {
  const run = requireRunningStart(stateFolder);
  if (!samePlace(run.edgeUrl, target))
    throw new Problem('the scenario lobby needs the start of this clone: its broadcasts are planted there');
  return plantLobby(run.stores, plantedBroadcasts, (line) => console.log(line));
}

/** Every scenario moves money so far. Only the start of this clone lets us look into its ledger; null for others. */
async function verifyLedger(target: string): Promise<boolean | null> {
  const run = readRunFile(stateFolder);
  if (run === undefined || !startIsRunning(run) || !samePlace(run.edgeUrl, target)) {
    console.log('\nledger: not verified, the target is not the start of this clone');
    return null;
  }
  console.log('\nledger:');
  const status = await runStoreCommand({
    program: 'ledger-cli',
    args: ['verify'],
    stateFolder,
    environment: process.env,
    settingsOf: ({ environments }) => environments.ledger,
    needsStores: true,
  });
  return status === 0;
}

/** `localhost` and `127.0.0.1` are the same place. */
function samePlace(one: string, other: string): boolean {
  const plain = (address: string): string => new URL(address).host.replace(/^localhost\b/, '127.0.0.1');
  return plain(one) === plain(other);
}

function verdict(exitStatus: number, crossed: readonly string[], ledgerVerified: boolean | null): string {
  if (exitStatus === thresholdsFailedStatus) return `failed: ${crossed.join('; ')}`;
  if (exitStatus !== 0) return `k6 ended with status ${exitStatus}`;
  return ledgerVerified === false ? 'failed: the ledger does not verify' : 'passed';
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(describeProblem(error));
  process.exitCode = 1;
}
