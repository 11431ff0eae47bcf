import { crowdOptions, crowdPlan } from '../lib/crowd-options.ts';
import { noteAge } from '../lib/dated.ts';
import { playHost, publish } from '../lib/host-seat.ts';
import { until } from '../lib/moments.ts';
import type { CrowdPlan } from '../lib/plan.ts';
import { settings } from '../lib/settings.ts';
import { playCrowd } from '../lib/viewer-crowd.ts';

/** Many viewers who only watch, while each host publishes: what an event costs a full house, and whether the count is exact. */
const { target, profile, sizes, world } = settings('hold');

export const options = crowdOptions('hold', profile, sizes);

export function setup(): CrowdPlan {
  return crowdPlan(sizes, world());
}

export function host(plan: CrowdPlan): Promise<void> {
  const perSecond = sizes.perSecond / sizes.rooms;
  return playHost({
    target,
    world: world(),
    plan,
    onEvent: noteAge,
    act: (socket) => publish(socket, plan, perSecond),
  });
}

export function crowd(plan: CrowdPlan): Promise<void> {
  return playCrowd({ ...{ sizes, world: world(), plan }, onEvent: noteAge, act: () => until(plan.actToMs) });
}
