import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verdictOf } from '../../../testing/fault-verdict.ts';
import { FaultWorld } from '../../../testing/fault-world.ts';

let world: FaultWorld;

beforeAll(async () => {
  world = await FaultWorld.open(seededRandom(1), { gateways: 1, stores: 2, rooms: 2 });
  for (const room of world.rooms) world.enter(room);
  expect(await verdictOf(world)).toEqual([]);
}, 60_000);
afterAll(() => world.close());

const [gatewayAt, lineAt] = [() => world.gateways[0], (i: number) => world.gateways[0]?.rooms[i]];

describe('connections that the network forgot without a word', () => {
  it.each(['rooms', 'control'])(
    'to %s are found and made anew',
    async (which) => {
      if (which === 'rooms') lineAt(0)?.forgetLinks();
      else gatewayAt()?.control.forgetLinks();
      const room = world.rooms[0];
      if (room === undefined) throw new Error('no room');
      await world.append(room);
      const newcomer = world.enter(room);
      await expect.poll(() => newcomer.client.state, { timeout: 25_000 }).toBe('live');
      expect(await verdictOf(world)).toEqual([]);
      await expect.poll(() => gatewayAt()?.process.readyReasons()).toEqual([]);
      world.leave(newcomer);
    },
    60_000,
  );
});

describe('what happened while a line was dead', () => {
  it.each(['cut', 'forgetLinks'] as const)(
    '(%s) is told although nobody comes and nothing more happens',
    async (fault) => {
      const [room] = world.rooms;
      const line = lineAt(0);
      const witness = [...world.witnesses].find(({ roomId }) => roomId === room?.id);
      if (room === undefined || line === undefined || witness === undefined) throw new Error('a room is expected');
      const before = witness.told.length;
      line[fault]();
      for (let i = 0; i < 3; i += 1) await world.append(room);
      line.heal();
      await expect.poll(() => witness.told.length, { timeout: 25_000 }).toBe(before + 3);
      expect(await verdictOf(world)).toEqual([]);
    },
    60_000,
  );
});

describe('one rooms store of two', () => {
  it('that is away leaves the rooms of the other alone', async () => {
    const [first, second] = world.rooms;
    const [lost, kept] = [...world.witnesses];
    if (first === undefined || second === undefined || kept === undefined) throw new Error('two rooms are expected');
    lineAt(0)?.cut();
    await world.append(second);
    const newcomer = world.enter(second);
    await expect.poll(() => newcomer.client.state, { timeout: 10_000 }).toBe('live');
    await expect(kept.client.chat('still here')).resolves.toMatchObject({ t: 'chat' });
    await expect(lost?.client.chat('is anybody there')).rejects.toMatchObject({ code: 'unavailable' });
    expect(await gatewayAt()?.process.readyReasons()).toEqual(['rooms']);
    expect(await verdictOf(world)).toEqual([]);
    world.leave(newcomer);
  }, 60_000);
});
