import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { hostsOf, hostsPlan, hostsSeatedSeconds, sitThere } from '../lib/arrivals.ts';
import { MintedJoins } from '../lib/one-join.ts';
import type { CrowdPlan } from '../lib/plan.ts';
import { settings } from '../lib/settings.ts';
import { thresholdsOf } from '../thresholds.ts';
import { mintOf } from '../world.ts';

/**
 * Joins at a rate that grows in a straight line until far beyond what is held. Nothing is required of it: the
 * runner finds where joins stop to follow what was asked, and says who was full there.
 */
const { target, profile, sizes, world } = settings('breakpoint');
/** What is on its way at once is bounded: past it k6 drops iterations, which is the knee seen from the generator. */
const vusMax = 400;

export const options: Options = {
  scenarios: {
    hosts: hostsOf(sizes),
    joins: {
      startTime: `${hostsSeatedSeconds}s`,
      executor: 'ramping-arrival-rate',
      startRate: sizes.fromPerSecond,
      timeUnit: '1s',
      preAllocatedVUs: Math.min(vusMax, Math.max(10, sizes.fromPerSecond)),
      maxVUs: vusMax,
      stages: [{ target: sizes.toPerSecond, duration: `${sizes.seconds}s` }],
    },
  },
  thresholds: thresholdsOf('breakpoint', profile),
};

export function setup(): CrowdPlan {
  mintOf(world());
  return hostsPlan(sizes, world());
}

export function host(plan: CrowdPlan): Promise<void> {
  return sitThere(target, world(), plan);
}

let joins: MintedJoins | undefined;

export default async function breakpoint(): Promise<void> {
  joins ??= new MintedJoins(world(), exec.vu.idInTest);
  await joins.join();
}
