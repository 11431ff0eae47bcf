import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleScenario } from '../../loadtests/build.ts';
import { needsOf } from '../../loadtests/needs.ts';
import type { ScenarioName, ScenarioSizes } from '../../loadtests/profiles.ts';
import type { World } from '../../loadtests/world.ts';
import { describeMachine } from '../bench/bench-result.ts';
import { pickFreePorts } from '../cluster/ports.ts';
import { type RunFile, readRunFile } from '../cluster/run-file.ts';
import { runStoreCommand } from '../cluster/store-command.ts';
import { findKnee, kneeText, mostAsked } from './find-knee.ts';
import { countOf, judgeCounts } from './judge-counts.ts';
import { judgeGifts, watchCommittedGifts } from './judge-gifts.ts';
import { judgeLimit } from './judge-limit.ts';
import { judgeMemory } from './judge-memory.ts';
import { prepareWorld, readWorld } from './prepare-world.ts';
import { runJoinStorm } from './run-join-storm.ts';
import { runK6 } from './run-k6.ts';
import { failuresOf, type K6Metrics, noteSchema, type RunResult, readK6Metrics, thresholdRows } from './run-result.ts';
import { sampleK6 } from './sample-k6.ts';
import { sampleMetrics } from './sample-metrics.ts';
import { type ProcessSamples, sampleProcesses, type Watched } from './sample-processes.ts';
import type { Series } from './time-series.ts';

export interface ScenarioRun<S extends ScenarioName = ScenarioName> {
  readonly scenario: S;
  readonly profile: string;
  readonly sizes: ScenarioSizes[S];
  readonly target: string;
  readonly k6: string;
  /** The start of this clone, when it is the target: only then can we look into stores and processes. */
  readonly start: RunFile | undefined;
  readonly stateFolder: string;
  readonly worldFile: string | undefined;
  readonly say: (line: string) => void;
}

const noteMark = 'HB_NOTE ';
/** For what scenarios do before and after what their profile bounds. */
const aroundMsMax = 10 * 60_000;

/** Prepares, runs, watches and judges one scenario. */
export async function runScenario(run: ScenarioRun): Promise<RunResult> {
  const { scenario, profile, sizes, target, start, say } = run;
  const startedAt = new Date();
  const machine = describeMachine(startedAt);
  const needs = needsOf(scenario, sizes);
  const seed = randomBytes(4).toString('hex');
  const prepared =
    run.worldFile === undefined
      ? await prepareWorld({ target, needs, start, stateFolder: run.stateFolder, seed, say })
      : { world: readWorld(run.worldFile), remove: async () => undefined };
  const gifts = needs.movesMoney && start !== undefined ? await watchCommittedGifts(start.stores.mongodbUri) : null;
  try {
    const loaded = await underLoad(run, prepared.world, seed);
    const { metrics, exitStatus } = loaded;
    const counted = {
      accepted: countOf(metrics, 'hb_gifts_accepted'),
      unanswered: countOf(metrics, 'hb_gifts_unanswered'),
    };
    const giftRow = gifts === null ? null : await judgeGifts(gifts, counted);
    const ledgerVerified = needs.movesMoney ? await verifyLedger(run) : null;
    const judged = {
      exitStatus,
      ledgerVerified,
      thresholds: thresholdRows(metrics),
      counts: [...judgeCounts(metrics)],
      gifts: giftRow,
      memory: [...judgeMemory(loaded.processes, loaded.durationMs / 1_000)],
    };
    const failures = failuresOf(judged);
    const dropped = countOf(metrics, 'dropped_iterations');
    const limit = judgeLimit({ cores: machine.cores, processes: loaded.processes, droppedIterations: dropped });
    return {
      ...{ version: 2, scenario, profile, target, startedAt: startedAt.toISOString(), durationMs: loaded.durationMs },
      ...{
        machine,
        sizes: { ...sizes },
        ...judged,
        metrics,
        notes: [...loaded.notes, ...kneeOf(scenario, loaded, machine.cores)],
        failures,
        passed: failures.length === 0,
      },
      limit: { ...limit, busiest: [...limit.busiest] },
      series: {
        k6: [...loaded.k6Lines],
        cpu: loaded.processes.map(({ cpu }) => cpu),
        memory: loaded.processes.map(({ memory }) => memory),
        servers: [...loaded.serverLines],
      },
    };
  } finally {
    await gifts?.close();
    await prepared.remove();
  }
}

/** Runs the generator with everything watched meanwhile. */
async function underLoad(run: ScenarioRun, world: World, seed: string) {
  const folder = mkdtempSync(join(tmpdir(), 'halobuzz-loadtest-'));
  const [port = 0] = await pickFreePorts(1);
  const address = `127.0.0.1:${port}`;
  const generators: Watched[] = [{ name: 'runner', pid: process.pid, wholeGroup: false }];
  const startedMs = performance.now();
  const watching = [
    sampleProcesses(startedMs, () => [...generators, ...servicesOf(run)]),
    sampleK6(startedMs, address),
    sampleMetrics(startedMs, () => metricsOf(run)),
  ] as const;
  const notes: RunResult['notes'] = [];
  try {
    const outcome = await generate();
    const durationMs = Math.round(performance.now() - startedMs);
    const [processes, k6Lines, serverLines] = await Promise.all([
      watching[0].stop(),
      watching[1].stop(),
      watching[2].stop(),
    ]);
    return { ...outcome, durationMs, notes, processes, k6Lines, serverLines };
  } finally {
    await Promise.all(watching.map((one) => one.stop()));
    rmSync(folder, { recursive: true, force: true });
  }

  async function generate(): Promise<{ exitStatus: number; metrics: K6Metrics }> {
    const { scenario, profile, sizes, target } = run;
    if (scenario === 'join-storm-driver') return runJoinStorm(run, world, (note) => notes.push(note));
    const worldFile = join(folder, 'world.json');
    writeFileSync(worldFile, JSON.stringify(world), { mode: 0o600 });
    const summaryFile = join(folder, 'summary.json');
    const variables = { HB_TARGET: target, HB_PROFILE: profile, HB_RUN_ID: seed, HB_WORLD: worldFile };
    const script = await bundleScenario(scenario, folder);
    const exitStatus = await runK6({
      ...{ k6: run.k6, script, variables, summaryFile, address, timeoutMs: sizes.durationMsMax + aroundMsMax },
      onStart: (pid) => generators.push({ name: 'k6', pid, wholeGroup: false }),
      onLine: (line) => {
        const note = noteOf(line);
        if (note !== undefined) notes.push(note);
      },
    });
    return { exitStatus, metrics: readK6Metrics(summaryFile) };
  }
}

/** Where the load of a scenario that climbs was no more followed. */
function kneeOf(
  scenario: ScenarioName,
  { k6Lines: k6, processes }: { readonly k6Lines: readonly Series[]; readonly processes: readonly ProcessSamples[] },
  cores: number,
): RunResult['notes'] {
  if (scenario !== 'breakpoint') return [];
  return [{ name: 'knee', value: kneeText(findKnee({ k6, processes, cores }), mostAsked(k6)), unit: '' }];
}

/** The services as they run at this moment; none of another target's are ours to see. */
function servicesOf({ start, stateFolder }: ScenarioRun): Watched[] {
  const now = start === undefined ? undefined : readRunFile(stateFolder);
  return (now?.processes ?? []).map(({ name, pid }) => ({ name, pid, wholeGroup: true }));
}

function metricsOf({ start }: ScenarioRun): { name: string; metricsUrl: string }[] {
  return (start?.processes ?? []).flatMap(({ name, metricsUrl }) =>
    metricsUrl === undefined ? [] : [{ name, metricsUrl }],
  );
}

/** A figure that a scenario says of itself; undefined for any other line. */
export function noteOf(line: string): RunResult['notes'][number] | undefined {
  const at = line.indexOf(noteMark);
  if (at === -1) return undefined;
  try {
    return noteSchema.safeParse(JSON.parse(line.slice(at + noteMark.length))).data;
  } catch {
    return undefined;
  }
}

/** Only the start of this clone lets us look into its ledger; null for others. */
async function verifyLedger({ start, stateFolder, say }: ScenarioRun): Promise<boolean | null> {
  if (start === undefined) {
    say('\nledger: not verified, the target is not the start of this clone');
    return null;
  }
  say('\nledger:');
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
