import { check } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { hostsOf, hostsPlan, hostsSeatedSeconds, sitThere, steady } from '../lib/arrivals.ts';
import { joinOverEdge } from '../lib/one-join.ts';
import type { CrowdPlan } from '../lib/plan.ts';
import { turnOf } from '../lib/prepared.ts';
import { settings } from '../lib/settings.ts';
import { thresholdsOf } from '../thresholds.ts';

/**
 * People come in at a steady rate over the whole path: the edge checks them and signs a ticket, the gateway takes it. Each leaves
 * once they are in. The local Worker runtime is the limit here; `join-storm-tickets` leaves it out.
 */
const { target, profile, sizes, world } = settings('join-storm');

export const options: Options = {
  scenarios: {
    hosts: hostsOf(sizes),
    joins: { ...steady(sizes.perSecond, sizes.seconds), startTime: `${hostsSeatedSeconds}s` },
  },
  thresholds: thresholdsOf('join-storm', profile),
};

/** Read once for each virtual user. */
let known: ReturnType<typeof world> | undefined;

export function setup(): CrowdPlan {
  return hostsPlan(sizes, world());
}

export function host(plan: CrowdPlan): Promise<void> {
  return sitThere(target, world(), plan);
}

export default async function joinStorm(): Promise<void> {
  known ??= world();
  const at = exec.scenario.iterationInTest;
  const { account, room } = turnOf(known, at);
  check(await joinOverEdge(target, room.id, account), { 'let in': (isIn) => isIn });
}
