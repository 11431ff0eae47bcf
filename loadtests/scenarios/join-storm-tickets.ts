import { check } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { hostsOf, hostsPlan, hostsSeatedSeconds, sitThere, steady } from '../lib/arrivals.ts';
import { MintedJoins } from '../lib/one-join.ts';
import type { CrowdPlan } from '../lib/plan.ts';
import { settings } from '../lib/settings.ts';
import { thresholdsOf } from '../thresholds.ts';
import { mintOf } from '../world.ts';

/** The storm without the edge: tickets are signed by the runner, and what is measured is the gateways' own door. */
const { target, profile, sizes, world } = settings('join-storm-tickets');

export const options: Options = {
  scenarios: {
    hosts: hostsOf(sizes),
    joins: { ...steady(sizes.perSecond, sizes.seconds, 2), startTime: `${hostsSeatedSeconds}s` },
  },
  thresholds: thresholdsOf('join-storm-tickets', profile),
};

export function setup(): CrowdPlan {
  mintOf(world());
  return hostsPlan(sizes, world());
}

export function host(plan: CrowdPlan): Promise<void> {
  return sitThere(target, world(), plan);
}

let joins: MintedJoins | undefined;

export default async function joinStormTickets(): Promise<void> {
  joins ??= new MintedJoins(world(), exec.vu.idInTest);
  check(await joins.join(), { 'let in': (isIn) => isIn });
}
