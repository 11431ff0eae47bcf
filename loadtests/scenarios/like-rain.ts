import { crowdOptions, crowdPlan } from '../lib/crowd-options.ts';
import { playHost } from '../lib/host-seat.ts';
import { Liking, likesShown } from '../lib/liking.ts';
import type { CrowdPlan } from '../lib/plan.ts';
import { settings } from '../lib/settings.ts';
import { byTurns } from '../lib/turns.ts';
import { playCrowd } from '../lib/viewer-crowd.ts';

/** Likes in bursts, as thumbs give them: the totals that the hosts see in the end are the likes that were given. */
const { target, profile, sizes, world } = settings('like-rain');
const liking = new Liking();

export const options = crowdOptions('like-rain', profile, sizes);

export function setup(): CrowdPlan {
  return crowdPlan(sizes, world());
}

export function host(plan: CrowdPlan): Promise<void> {
  return playHost({ target, world: world(), plan, ...likesShown(), act: async () => undefined });
}

export function crowd(plan: CrowdPlan): Promise<void> {
  return playCrowd({
    ...{ sizes, world: world(), plan },
    act: async (all) => {
      await byTurns(all, sizes, (socket) => liking.like(socket));
      await liking.settle();
    },
  });
}
