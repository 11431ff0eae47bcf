import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { hostsOf, hostsPlan, hostsSeatedSeconds, sitThere } from '../lib/arrivals.ts';
import { Chatting } from '../lib/chatting.ts';
import { joinOverEdge } from '../lib/one-join.ts';
import type { CrowdPlan } from '../lib/plan.ts';
import { turnOf } from '../lib/prepared.ts';
import { settings } from '../lib/settings.ts';
import { thresholdsOf } from '../thresholds.ts';

/**
 * A calm evening, then within a second many times as many who come in and say something, then calm again: what the last third
 * looks like beside the first tells whether the system came back to itself.
 */
const { target, profile, sizes, world } = settings('spike');
const third = Math.max(2, Math.floor((sizes.seconds - 2) / 3));

export const options: Options = {
  scenarios: {
    hosts: hostsOf(sizes),
    people: {
      startTime: `${hostsSeatedSeconds}s`,
      executor: 'ramping-arrival-rate',
      startRate: sizes.fromPerSecond,
      timeUnit: '1s',
      preAllocatedVUs: Math.max(4, sizes.toPerSecond),
      maxVUs: sizes.toPerSecond * 4,
      stages: [
        { target: sizes.fromPerSecond, duration: `${third}s` },
        { target: sizes.toPerSecond, duration: '1s' },
        { target: sizes.toPerSecond, duration: `${third}s` },
        { target: sizes.fromPerSecond, duration: '1s' },
        { target: sizes.fromPerSecond, duration: `${third}s` },
      ],
    },
  },
  thresholds: thresholdsOf('spike', profile),
};

export function setup(): CrowdPlan {
  return hostsPlan(sizes, world());
}

export function host(plan: CrowdPlan): Promise<void> {
  return sitThere(target, world(), plan);
}

let known: ReturnType<typeof world> | undefined;

export default async function spike(): Promise<void> {
  known ??= world();
  const at = exec.scenario.iterationInTest;
  const { account, room } = turnOf(known, at);
  const chatting = new Chatting();
  await joinOverEdge(target, room.id, account, async (socket) => {
    chatting.say(socket);
    await chatting.settle();
  });
}
