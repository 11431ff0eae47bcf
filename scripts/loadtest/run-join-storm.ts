import type { World } from '../../loadtests/world.ts';
import type { K6Metrics, RunResult } from './run-result.ts';
import type { ScenarioRun } from './run-scenario.ts';

type Note = RunResult['notes'][number];

/** Joins straight at the gateways from Node, beyond the rate at which k6 can open sockets. A join that fails fails the run. */
export async function runJoinStorm(
  { sizes, say }: ScenarioRun,
  world: World,
  note: (note: Note) => void,
): Promise<{ exitStatus: number; metrics: K6Metrics }> {
  if (!('perSecond' in sizes) || !('seconds' in sizes)) throw new Error('sizes of a join storm have a rate and a time');
  const { runJoinDriver } = await import('../../loadtests/driver/join-driver.ts');
  const { perSecond, seconds } = sizes;
  const outcome = await runJoinDriver({ world, perSecond, seconds, say });
  for (const [reason, count] of Object.entries(outcome.reasons))
    note({ name: `refused: ${reason}`, value: count, unit: '' });
  note({ name: 'joined', value: outcome.joined, unit: `of ${perSecond * seconds}` });
  const latency = { 'p(99)': outcome.p99Ms, 'p(95)': outcome.p95Ms, med: outcome.p50Ms };
  return {
    exitStatus: outcome.failed === 0 ? 0 : 1,
    metrics: {
      hb_join_ms: latency,
      hb_want_joined: { count: perSecond * seconds },
      hb_got_joined: { count: outcome.joined },
    },
  };
}
