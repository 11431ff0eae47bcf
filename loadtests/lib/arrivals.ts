import type { Options } from 'k6/options';
import { type CrowdPlan, planOf } from './plan.ts';

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
export function hostsOf(sizes: { readonly rooms: number; readonly durationMsMax: number }): Scenario {
  return {
    executor: 'per-vu-iterations',
    iterations: 1,
    exec: 'host',
    vus: sizes.rooms,
    maxDuration: `${sizes.durationMsMax}ms`,
  };
}

/** When such hosts come and go, told by `setup`. */
export function hostsPlan(sizes: { readonly seconds: number }): CrowdPlan {
  return planOf({ rampSeconds: 0, seconds: sizes.seconds }, Date.now());
}
