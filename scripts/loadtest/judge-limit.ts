import type { ProcessSamples } from './sample-processes.ts';
import { percentileOf, rounded, type Series } from './time-series.ts';

/** Above this share of what it can use, whoever does is what limits the run. */
export const busyShareMax = 0.8;
/** The share of a full machine from which the generator counts as part of its fullness. */
const generatorShareMin = 0.25;
/** A process is judged by what it used in its busiest tenth, so that a ramp does not hide the height. */
const percent = 90;

/** Node, workerd and Valkey run their work on one thread: a core is all they can use. mongod and k6 take several. */
const manyThreads = new Set(['k6', 'mongod']);

export interface LimitJudgement {
  /** What could do no more, or nothing that was seen. */
  readonly limitedBy: 'generator' | 'generator and servers' | 'server' | 'nothing seen';
  readonly text: string;
  /** Cores of each process at its 90th percentile, the busiest first. */
  readonly busiest: readonly { readonly name: string; readonly cores: number }[];
  /** Whether figures of this run are the generator's own. */
  readonly generatorBound: boolean;
}

/**
 * Says whether the generator, a server or the whole machine was full. Figures that a full generator gives are its own: its
 * clocks run late, so that latencies are too high, and arrivals that it dropped were never offered.
 */
export function judgeLimit(run: {
  readonly cores: number;
  readonly processes: readonly ProcessSamples[];
  readonly droppedIterations: number;
}): LimitJudgement {
  const { cores, processes, droppedIterations } = run;
  const busiest = processes
    .map(({ name, cpu }) => ({ name, cores: rounded(heightOf(cpu)) }))
    .sort((a, b) => b.cores - a.cores);
  const used = (name: string): number => busiest.find((one) => one.name === name)?.cores ?? 0;
  const generator = used('k6') + used('runner');
  const total = busiest.reduce((sum, one) => sum + one.cores, 0);
  const fullServer = busiest.find(
    ({ name, cores: own }) => !isGenerator(name) && own >= busyShareMax * roomOf(name, cores),
  );
  const shares = `k6 used ${inCores(used('k6'))} of ${cores}`;
  const dropped = droppedIterations > 0 ? `, and dropped ${droppedIterations} arrivals` : '';
  const judged = (limitedBy: LimitJudgement['limitedBy'], text: string): LimitJudgement => ({
    ...{ limitedBy, text: `${text}${dropped}.`, busiest, generatorBound: limitedBy.startsWith('generator') },
  });
  if (generator >= busyShareMax * cores) {
    return judged(
      'generator',
      `The generator was the limit: ${shares} cores at its height. Give it a machine of its own`,
    );
  }
  if (total >= busyShareMax * cores && generator / total >= generatorShareMin) {
    const server = fullServer === undefined ? '' : `; ${fullServer.name} was full too (${inCores(fullServer.cores)})`;
    return judged(
      'generator and servers',
      `The machine was full and the generator shared it: ${shares} cores, all processes ${inCores(total)}${server}`,
    );
  }
  if (fullServer !== undefined) {
    return judged('server', `${fullServer.name} was the limit: ${inCores(fullServer.cores)} cores; ${shares}`);
  }
  const first = busiest.find(({ name }) => !isGenerator(name));
  const beside = first === undefined ? '' : `, the busiest server was ${first.name} with ${inCores(first.cores)}`;
  return judged('nothing seen', `Nothing was full: ${shares} cores${beside}`);
}

const isGenerator = (name: string): boolean => name === 'k6' || name === 'runner';
const roomOf = (name: string, cores: number): number => (manyThreads.has(name) ? cores : 1);
const heightOf = ({ points }: Series): number =>
  percentileOf(
    points.map(([, value]) => value),
    percent,
  );
const inCores = (value: number): string => value.toFixed(2);
