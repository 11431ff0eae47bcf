import { check } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { hostsOf, hostsPlan, hostsSeatedSeconds, steady } from '../lib/arrivals.ts';
import { requireAccounts, requireRooms } from '../lib/crowd-options.ts';
import { playHost } from '../lib/host-seat.ts';
import { joinOverEdge } from '../lib/one-join.ts';
import type { CrowdPlan } from '../lib/plan.ts';
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
  requireRooms(world(), sizes.rooms);
  requireAccounts(world(), sizes.accounts);
  return hostsPlan(sizes);
}

export function host(plan: CrowdPlan): Promise<void> {
  return playHost({ target, world: world(), plan, act: async () => undefined });
}

export default async function joinStorm(): Promise<void> {
  known ??= world();
  const at = exec.scenario.iterationInTest;
  const account = known.accounts[at % known.accounts.length];
  const room = known.rooms[at % known.rooms.length];
  if (account === undefined || room === undefined) throw new Error('setup looked at what was prepared');
  check(await joinOverEdge(target, room.id, account), { 'let in': (isIn) => isIn });
}
