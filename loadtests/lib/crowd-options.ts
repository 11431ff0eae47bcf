import exec from 'k6/execution';
import type { Options } from 'k6/options';
import type { ProfileName, RoomSizes, ScenarioName } from '../profiles.ts';
import { thresholdsOf } from '../thresholds.ts';
import { mintOf, type World } from '../world.ts';
import { hostsOf } from './arrivals.ts';
import { type CrowdPlan, planOf } from './plan.ts';
import { requireRooms } from './prepared.ts';
import { type Share, sharesOf } from './shares.ts';

/** A host for each room and virtual users full of viewers: functions `host` and `crowd` of the scenario. */
export function crowdOptions(scenario: ScenarioName, profile: ProfileName, sizes: RoomSizes): Options {
  const hosts = hostsOf(sizes);
  return {
    scenarios: {
      hosts,
      viewers: { ...hosts, exec: 'crowd', vus: sharesOf(sizes).length },
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

/** The share of the virtual user that asks: each is asked for once, whatever the number of machines. */
export function ownShare(sizes: RoomSizes): Share {
  const share = sharesOf(sizes)[exec.scenario.iterationInTest];
  if (share === undefined) throw new Error('more virtual users than shares');
  return share;
}
