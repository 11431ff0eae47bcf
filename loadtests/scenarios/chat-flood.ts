import { Chatting } from '../lib/chatting.ts';
import { crowdOptions, crowdPlan } from '../lib/crowd-options.ts';
import { noteAge } from '../lib/dated.ts';
import { playHost } from '../lib/host-seat.ts';
import type { CrowdPlan } from '../lib/plan.ts';
import { settings } from '../lib/settings.ts';
import { byTurns } from '../lib/turns.ts';
import { playCrowd } from '../lib/viewer-crowd.ts';

/** Everybody talks at once: each message is answered, and the room shows what its tick has room for. */
const { target, profile, sizes, world } = settings('chat-flood');
const chatting = new Chatting();

export const options = crowdOptions('chat-flood', profile, sizes);

export function setup(): CrowdPlan {
  return crowdPlan(sizes, world());
}

export function host(plan: CrowdPlan): Promise<void> {
  return playHost({ target, world: world(), plan, onEvent: noteAge, act: async () => undefined });
}

export function crowd(plan: CrowdPlan): Promise<void> {
  return playCrowd({
    ...{ sizes, world: world(), plan, onEvent: noteAge },
    act: async (all) => {
      await byTurns(all, sizes, (socket) => chatting.say(socket));
      await chatting.settle();
    },
  });
}
