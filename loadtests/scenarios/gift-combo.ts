import { crowdOptions, crowdPlan } from '../lib/crowd-options.ts';
import { Gifting } from '../lib/gifting.ts';
import { playHost } from '../lib/host-seat.ts';
import type { CrowdPlan } from '../lib/plan.ts';
import { settings } from '../lib/settings.ts';
import { byTurns } from '../lib/turns.ts';
import { playCrowd } from '../lib/viewer-crowd.ts';

/**
 * Everybody gives again and again, so that streaks run in every room. Each gift is accounted for; the runner compares what was
 * accepted with what the ledger committed, and how soon after the end.
 */
const { target, profile, sizes, world } = settings('gift-combo');
const gifting = new Gifting();

export const options = crowdOptions('gift-combo', profile, sizes);

export function setup(): CrowdPlan {
  return crowdPlan(sizes, world());
}

export function host(plan: CrowdPlan): Promise<void> {
  return playHost({ target, world: world(), plan, act: async () => undefined });
}

export function crowd(plan: CrowdPlan): Promise<void> {
  return playCrowd({
    ...{ sizes, world: world(), plan },
    onEvent: (event) => gifting.hear(event),
    act: async (all) => {
      await byTurns(all, sizes, (socket) => gifting.give(socket));
      await gifting.settle();
    },
  });
}
