import { Chatting } from '../lib/chatting.ts';
import { crowdOptions, crowdPlan } from '../lib/crowd-options.ts';
import { noteAge } from '../lib/dated.ts';
import { Gifting } from '../lib/gifting.ts';
import { playHost, publish } from '../lib/host-seat.ts';
import { Liking, likesShown } from '../lib/liking.ts';
import type { CrowdPlan } from '../lib/plan.ts';
import { settings } from '../lib/settings.ts';
import { byTurns } from '../lib/turns.ts';
import { playCrowd } from '../lib/viewer-crowd.ts';

/**
 * A long evening at a pace that the machine holds easily: of ten acts five are likes, four chat lines and one a gift, while hosts
 * publish. What is looked for is what grows: the runner compares the memory of every process.
 */
const { target, profile, sizes, world } = settings('soak');
const [chatting, gifting, liking] = [new Chatting(), new Gifting(), new Liking()];
const hostEventsPerSecond = 0.5;

export const options = crowdOptions('soak', profile, sizes);

export function setup(): CrowdPlan {
  return crowdPlan(sizes, world());
}

export function host(plan: CrowdPlan): Promise<void> {
  return playHost({
    target,
    world: world(),
    plan,
    ...likesShown(),
    act: (socket) => publish(socket, plan, hostEventsPerSecond),
  });
}

export function crowd(plan: CrowdPlan): Promise<void> {
  return playCrowd({
    ...{ sizes, world: world(), plan },
    onEvent: (event) => {
      noteAge(event);
      gifting.hear(event);
    },
    act: async (all) => {
      await byTurns(all, sizes, (socket, index) => {
        const turn = index % 10;
        if (turn === 0) gifting.give(socket);
        else if (turn < 5) chatting.say(socket);
        else liking.like(socket);
      });
      await Promise.all([gifting, chatting, liking].map((acts) => acts.settle()));
    },
  });
}
