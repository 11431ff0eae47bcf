import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { describe, expect, it } from 'vitest';
import { playHistory } from '../../../testing/fault-history.ts';
import { faultPlan } from '../../../testing/fault-plan.ts';
import { footprintsOf, leftovers, verdictOf } from '../../../testing/fault-verdict.ts';
import { FaultWorld } from '../../../testing/fault-world.ts';

const plan = faultPlan(process.env);
/** Starting, playing and coming to rest, generously: eight seconds a step are never needed. */
const timeoutMs = 120_000 + plan.steps * 8_000;

describe('a room over three gateways and two stores, whatever breaks', () => {
  it.each(plan.seeds)(
    'misses nothing in silence, tells nothing twice, counts right and leaves nothing (seed %i)',
    async (seed) => {
      // The seed is what repeats a failure: npm run test:faults -- --seed <n>
      console.log(`history: seed ${seed}, ${plan.steps} steps`);
      const random = seededRandom(seed);
      const said: string[] = [];
      const world = await FaultWorld.open(random, { gateways: 3, stores: 2, rooms: 3 });
      try {
        const [before = { timers: 0, files: 0 }] = await footprintsOf(world);
        await playHistory(world, random, plan.steps, (line) => said.push(line));
        const story = `seed ${seed}:\n  ${said.join('\n  ')}`;
        expect(await verdictOf(world), story).toEqual([]);
        expect(await leftovers(world, before), story).toEqual([]);
      } finally {
        await world.close();
      }
    },
    timeoutMs,
  );
});
