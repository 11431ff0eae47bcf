import { randomInt } from 'node:crypto';
import { limits } from '@halobuzz/core/limits';
import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { describe, expect, it } from 'vitest';
import { roomTickMsOf } from '../../realtime/src/gateway/rooms/room-tick.ts';
import { repositoryRoot } from '../paths.ts';
import { evening, headroom } from './demand.ts';
import { readMeasuredCosts } from './measured-costs.ts';
import { firstFull, framesPerViewerSecond, planCapacity } from './plan-capacity.ts';
import { simulateEvening } from './simulate-evening.ts';

const costs = readMeasuredCosts(repositoryRoot);
const seed = randomInt(2 ** 31);
const withSeed = `seed ${seed}`;

describe('the plan', () => {
  it('comes to the gateways and frames of a simulation that knows none of its formulas', () => {
    const viewers = 1_000_000;
    const plan = planCapacity(costs, evening, viewers);
    const played = simulateEvening(costs, evening, { viewers, seconds: 20, next: seededRandom(seed).next });
    expect(played.framesPerSecond / plan.framesPerSecond, withSeed).toBeGreaterThan(0.95);
    expect(played.framesPerSecond / plan.framesPerSecond, withSeed).toBeLessThan(1.05);
    expect(played.gateways / plan.gateways, withSeed).toBeGreaterThan(0.95);
    expect(played.gateways / plan.gateways, withSeed).toBeLessThan(1.05);
  });

  it('grows with viewers, and no part is ever missing', () => {
    const [small, large] = [planCapacity(costs, evening, 1_000), planCapacity(costs, evening, 10_000_000)];
    for (const part of ['gateways', 'roomsRedis', 'walletsRedis', 'ledgerWriters', 'mongoShards'] as const) {
      expect(small[part]).toBeGreaterThanOrEqual(1);
      expect(large[part]).toBeGreaterThanOrEqual(small[part]);
    }
    expect(large.gateways).toBeGreaterThan(100 * small.gateways);
    expect(large.egressGibPerSecond / small.egressGibPerSecond).toBeCloseTo(10_000, 3);
  });

  it('asks for a second process of a part exactly when one is full', () => {
    const wallets = firstFull(costs, evening).find(({ part }) => part === 'one Redis for wallets')?.viewers ?? 0;
    expect(planCapacity(costs, evening, wallets - 10).walletsRedis).toBe(1);
    expect(planCapacity(costs, evening, wallets + 10).walletsRedis).toBe(2);
  });

  it('puts fewer viewers on a gateway than it has room for in memory', () => {
    const { gateways } = planCapacity(costs, evening, 10_000_000);
    expect((10_000_000 / gateways) * costs.viewerKib).toBeLessThan(1_024 ** 2);
    expect(headroom.gatewayBusyMax).toBeLessThan(1);
  });
});

describe('frames', () => {
  it('are as many as events in a quiet room, and never more than ticks in a busy one', () => {
    expect(framesPerViewerSecond(0.1, 20)).toBeCloseTo(0.1, 2);
    for (const viewers of [20, 2_000, 20_000]) {
      const ticks = 1_000 / roomTickMsOf(viewers);
      expect(framesPerViewerSecond(10 * ticks, viewers)).toBeCloseTo(ticks, 2);
      expect(framesPerViewerSecond(0.5 * ticks, viewers)).toBeLessThan(0.5 * ticks);
    }
    expect(roomTickMsOf(1_000_000)).toBe(limits.roomTickMsMax);
  });
});
