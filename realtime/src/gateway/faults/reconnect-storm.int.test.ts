import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { expect, it } from 'vitest';
import { waitUntil } from '../../../../scripts/cluster/wait-until.ts';
import { faultPlan } from '../../../testing/fault-plan.ts';
import { footprintsOf, leftovers, verdictOf } from '../../../testing/fault-verdict.ts';
import { FaultWorld } from '../../../testing/fault-world.ts';
import { testPerson } from '../../../testing/rooms.ts';

const plan = faultPlan(process.env);
const [seed = 0] = plan.seeds;
const timeoutMs = 180_000;

it(
  `a storm of ${plan.stormClients} clients comes back, each to its place, and is counted right`,
  async () => {
    console.log(`reconnect storm: seed ${seed}, ${plan.stormClients} clients`);
    // All of them come from one address, which no crowd does: the bound for one address is not what is tried here.
    const counts = { gateways: 2, stores: 1, rooms: 1, rateProfile: 'load' } as const;
    const world = await FaultWorld.open(seededRandom(seed), counts);
    try {
      const [room] = world.rooms;
      const [before = { timers: 0, files: 0 }] = await footprintsOf(world);
      const [first] = world.gateways;
      if (room === undefined || first === undefined) throw new Error('a room and a gateway are expected');
      for (let i = 0; i < plan.stormClients; i += 1) world.enter(room, testPerson(`p${i}`));
      expect(await verdictOf(world)).toEqual([]);

      // All lines of all clients at once, then one gateway for good, while the room goes on.
      for (const { clients } of world.gateways) clients.cut();
      for (let i = 0; i < 20; i += 1) await world.append(room);
      world.heal();
      const crashed = world.crashGateway(first);
      for (let i = 0; i < 20; i += 1) await world.append(room);
      await crashed;
      const startedAtMs = performance.now();
      const everybodyIsBack = (): boolean => [...world.witnesses].every(({ client }) => client.state === 'live');
      await waitUntil(everybodyIsBack, { timeoutMs: timeoutMs / 2 });
      console.log(`everybody is back ${Math.round(performance.now() - startedAtMs)} ms after the gateway was`);
      expect(await verdictOf(world), `seed ${seed}`).toEqual([]);
      // The history reaches back to everybody's place: nobody had to take the room anew.
      expect([...world.witnesses].filter(({ snapshots }) => snapshots !== 1)).toEqual([]);
      expect(await leftovers(world, before, 8), `seed ${seed}`).toEqual([]);
    } finally {
      await world.close();
    }
  },
  timeoutMs,
);
