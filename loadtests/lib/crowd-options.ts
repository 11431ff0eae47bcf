import exec from 'k6/execution';
import type { Options } from 'k6/options';
import type { ProfileName, RoomSizes, ScenarioName } from '../profiles.ts';
import { thresholdsOf } from '../thresholds.ts';
import type { World } from '../world.ts';
import { type CrowdPlan, planOf } from './plan.ts';
import { type Share, sharesOf } from './shares.ts';
import { mintOf } from './tickets.ts';

/** A host for each room and virtual users full of viewers: functions `host` and `crowd` of the scenario. */
export function crowdOptions(scenario: ScenarioName, profile: ProfileName, sizes: RoomSizes): Options {
  const once = { executor: 'per-vu-iterations', iterations: 1, maxDuration: `${sizes.durationMsMax}ms` } as const;
  return {
    scenarios: {
      hosts: { ...once, exec: 'host', vus: sizes.rooms },
      viewers: { ...once, exec: 'crowd', vus: sharesOf(sizes).length },
    },
    thresholds: thresholdsOf(scenario, profile),
  };
}

/** What `setup` of a crowd returns: the moments of the run. Throws when the runner prepared too little. */
export function crowdPlan(sizes: RoomSizes, world: World): CrowdPlan {
  mintOf(world);
  requireRooms(world, sizes.rooms);
  return planOf(sizes, Date.now());
}

export function requireRooms({ rooms }: World, wanted: number): void {
  if (rooms.length < wanted) throw new Error(`${rooms.length} of ${wanted} broadcasts were prepared`);
}

export function requireAccounts({ accounts }: World, wanted: number): void {
  if (accounts.length < wanted) throw new Error(`${accounts.length} of ${wanted} accounts were prepared`);
}

/** The share of the virtual user that asks: each is asked for once, whatever the number of machines. */
export function ownShare(sizes: RoomSizes): Share {
  const share = sharesOf(sizes)[exec.scenario.iterationInTest];
  if (share === undefined) throw new Error('more virtual users than shares');
  return share;
}
