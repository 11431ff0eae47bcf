import { crowdOptions, crowdPlan } from '../lib/crowd-options.ts';
import { noteAge } from '../lib/dated.ts';
import { playHost, publish } from '../lib/host-seat.ts';
import type { CrowdPlan } from '../lib/plan.ts';
import { settings } from '../lib/settings.ts';
import { playCrowd } from '../lib/viewer-crowd.ts';

/** Many viewers sit in many rooms, and hosts publish at a steady pace: counts are exact, nothing is missed, events are young. */
const { target, profile, sizes, world } = settings('hold');

export const options = crowdOptions('hold', profile, sizes);

export function setup(): CrowdPlan {
  return crowdPlan(sizes, world());
}

export function host(plan: CrowdPlan): Promise<void> {
  const act = (socket: Parameters<typeof publish>[0]): Promise<void> =>
    publish(socket, plan, sizes.perSecond / sizes.rooms);
  return playHost({ target, world: world(), plan, act });
}

export function crowd(plan: CrowdPlan): Promise<void> {
  return playCrowd({ sizes, world: world(), plan, onEvent: noteAge, act: async () => undefined });
}
