import { check } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { hostsOf, hostsPlan, hostsSeatedSeconds, steady } from '../lib/arrivals.ts';
import { requireRooms } from '../lib/crowd-options.ts';
import { playHost } from '../lib/host-seat.ts';
import { MintedJoins } from '../lib/one-join.ts';
import type { CrowdPlan } from '../lib/plan.ts';
import { settings } from '../lib/settings.ts';
import { mintOf } from '../lib/tickets.ts';
import { thresholdsOf } from '../thresholds.ts';

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
  requireRooms(world(), sizes.rooms);
  return hostsPlan(sizes);
}

export function host(plan: CrowdPlan): Promise<void> {
  return playHost({ target, world: world(), plan, act: async () => undefined });
}

let joins: MintedJoins | undefined;

export default async function joinStormTickets(): Promise<void> {
  joins ??= new MintedJoins(world(), exec.vu.idInTest);
  check(await joins.join(), { 'let in': (isIn) => isIn });
}
