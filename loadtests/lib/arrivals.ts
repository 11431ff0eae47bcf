import type { Options } from 'k6/options';
import type { World } from '../world.ts';
import { playHost } from './host-seat.ts';
import { type CrowdPlan, planOf } from './plan.ts';
import { requireAccounts, requireRooms } from './prepared.ts';

type Scenario = NonNullable<Options['scenarios']>[string];

/** One kind of act at a steady rate: an edge that slows down gets no rest. */
export function steady(perSecond: number, seconds: number, vusForEachPerSecond = 4): Scenario {
  return {
    executor: 'constant-arrival-rate',
    rate: perSecond,
    timeUnit: '1s',
    duration: `${seconds}s`,
    preAllocatedVUs: Math.max(2, perSecond),
    maxVUs: Math.max(4, perSecond * vusForEachPerSecond),
  };
}

/** The first act comes when every host sits in their room. */
export const hostsSeatedSeconds = 9;

/** Hosts who only sit there while others come and go: function `host` of the scenario. A room without one would end. */
export function hostsOf(sizes: { readonly rooms: number; readonly durationMsMax: number }) {
  return {
    executor: 'per-vu-iterations',
    iterations: 1,
    exec: 'host',
    vus: sizes.rooms,
    maxDuration: `${sizes.durationMsMax}ms`,
  } as const;
}

/** When such hosts come and go: what `setup` returns. Throws when the runner prepared too little. */
export function hostsPlan(
  sizes: { readonly rooms: number; readonly accounts: number; readonly seconds: number },
  world: World,
): CrowdPlan {
  requireRooms(world, sizes.rooms);
  requireAccounts(world, sizes.accounts);
  return planOf({ rampSeconds: 0, seconds: sizes.seconds }, Date.now());
}

/** Such a host's whole part. */
export function sitThere(target: string, world: World, plan: CrowdPlan): Promise<void> {
  return playHost({ target, world, plan, act: async () => undefined });
}
