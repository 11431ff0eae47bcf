import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { hostsOf, hostsPlan, hostsSeatedSeconds } from '../lib/arrivals.ts';
import { Chatting } from '../lib/chatting.ts';
import { requireAccounts, requireRooms } from '../lib/crowd-options.ts';
import { playHost } from '../lib/host-seat.ts';
import { joinOverEdge } from '../lib/one-join.ts';
import type { CrowdPlan } from '../lib/plan.ts';
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
  requireRooms(world(), sizes.rooms);
  requireAccounts(world(), sizes.accounts);
  return hostsPlan(sizes);
}

export function host(plan: CrowdPlan): Promise<void> {
  return playHost({ target, world: world(), plan, act: async () => undefined });
}

let known: ReturnType<typeof world> | undefined;

export default async function spike(): Promise<void> {
  known ??= world();
  const at = exec.scenario.iterationInTest;
  const account = known.accounts[at % known.accounts.length];
  const room = known.rooms[at % known.rooms.length];
  if (account === undefined || room === undefined) throw new Error('setup looked at what was prepared');
  const chatting = new Chatting();
  await joinOverEdge(target, room.id, account, async (socket) => {
    chatting.say(socket);
    await chatting.settle();
  });
}
