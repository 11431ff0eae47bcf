import { limits } from '@halobuzz/core/limits';
import { encode } from '@halobuzz/core/protocol/codec';
import { PROTOCOL_VERSION } from '@halobuzz/core/protocol/version';
import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultPlan } from '../../../testing/fault-plan.ts';
import { type Footprint, footprintsOf, leftovers, verdictOf } from '../../../testing/fault-verdict.ts';
import { FaultWorld } from '../../../testing/fault-world.ts';
import { GatewayClient } from '../../../testing/gateway-client.ts';
import { RawWebSocket } from '../../../testing/raw-web-socket.ts';
import { testPerson } from '../../../testing/rooms.ts';

const [seed = 0] = faultPlan(process.env).seeds;
const random = seededRandom(seed);
let world: FaultWorld;
let before: Footprint;

beforeAll(async () => {
  world = await FaultWorld.open(random, { gateways: 1, stores: 1, rooms: 1 });
  [before = { timers: 0, files: 0 }] = await footprintsOf(world);
  for (const room of world.rooms) world.enter(room);
  expect(await verdictOf(world)).toEqual([]);
});
afterAll(() => world.close());

const place = () => {
  const [gateway] = world.gateways;
  const [room] = world.rooms;
  if (gateway === undefined || room === undefined) throw new Error('a gateway and a room are expected');
  return { gateway: gateway.process, room };
};

/** The process that took it answers a newcomer and a member. */
async function expectUnharmed(): Promise<void> {
  const { gateway } = place();
  expect(gateway.alive()).toBe(true);
  for (const witness of world.witnesses) {
    await expect(witness.client.ping()).resolves.toMatchObject({ t: 'ping' });
    expect(witness.problems).toEqual([]);
  }
  expect(await gateway.metric('process_resident_memory_bytes')).toBeLessThan(600 * 1024 * 1024);
}

/** Bytes that ask a careless reader for much more than they are. */
const bombs: Readonly<Record<string, Uint8Array>> = {
  'an array of 4 billion': Uint8Array.from([0xdd, 0xff, 0xff, 0xff, 0xff]),
  'a map of 4 billion': Uint8Array.from([0xdf, 0xff, 0xff, 0xff, 0xff]),
  'a text of 4 GiB': Uint8Array.from([0xdb, 0xff, 0xff, 0xff, 0xff]),
  'bytes of 4 GiB': Uint8Array.from([0xc6, 0xff, 0xff, 0xff, 0xff]),
  'arrays of 65,535 in each other': Uint8Array.from(
    Array.from({ length: limits.upFrameBytesMax }, (_, i) => [0xdc, 0xff, 0xff][i % 3] ?? 0),
  ),
  'as many levels as there are bytes': new Uint8Array(limits.upFrameBytesMax).fill(0x91),
  'as many maps in maps as there are bytes': new Uint8Array(limits.upFrameBytesMax).fill(0x81),
  'as many items as there are bytes': Uint8Array.from([0xdc, 0x1f, 0xfd, ...new Uint8Array(8_189)]),
  'a record of msgpackr': Uint8Array.from([0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 0x01]),
  'an extension of 4 GiB': Uint8Array.from([0xc9, 0xff, 0xff, 0xff, 0xff, 0x72]),
};

describe('a MessagePack bomb', () => {
  it.each(Object.entries(bombs))('%s costs an error reply, and nobody else notices', async (_, bomb) => {
    const { gateway, room } = place();
    const client = await GatewayClient.open(gateway.url);
    client.sendRaw(bomb);
    const early = await client.wait(() => client.replies[0], 'a reply');
    expect(early).toMatchObject({ ok: false, id: null });
    const ticket = await world.bench.ticket(gateway, room, testPerson('Bomber'));
    await client.hello({ room: room.id, ticket });
    client.sendRaw(bomb);
    const late = await client.wait(() => client.replies[1], 'a reply');
    expect(late).toMatchObject({ ok: false, id: null });
    expect(await client.do({ t: 'ping' })).toMatchObject({ t: 'ping' });
    client.close();
    await expectUnharmed();
  });
});

describe('a frame', () => {
  it('in pieces of one byte is read as a whole', async () => {
    const { gateway, room } = place();
    const ticket = await world.bench.ticket(gateway, room, testPerson('Slow'));
    const raw = await RawWebSocket.open(gateway.port);
    raw.fragments(encode({ t: 'hello', id: 1, protocol: PROTOCOL_VERSION, room: room.id, ticket }), 1);
    await expect.poll(() => raw.received.includes('welcome')).toBe(true);
    raw.destroy();
  });

  it.each([
    ['longer than allowed', (raw: RawWebSocket) => raw.frame(new Uint8Array(limits.upFrameBytesMax + 1))],
    [
      'longer than allowed in pieces',
      (raw: RawWebSocket) => raw.fragments(new Uint8Array(limits.upFrameBytesMax * 3), 900),
    ],
    ['that says it is longer', (raw: RawWebSocket) => raw.frame(new Uint8Array(9), { claimedBytes: 2 ** 40 })],
    ['with reserved bits', (raw: RawWebSocket) => raw.write(Uint8Array.of(0xf2, 0x80, 0, 0, 0, 0))],
    ['of an unknown kind', (raw: RawWebSocket) => raw.frame(new Uint8Array(1), { opcode: 0xb })],
    ['that goes on what never began', (raw: RawWebSocket) => raw.frame(new Uint8Array(1), { opcode: 0 })],
    ['of control that is too long', (raw: RawWebSocket) => raw.frame(new Uint8Array(200), { opcode: 9 })],
  ])('%s ends its connection and no other', async (_, send) => {
    const { gateway } = place();
    const raw = await RawWebSocket.open(gateway.port);
    send(raw);
    await expect.poll(() => raw.closed).toBe(true);
    await expectUnharmed();
  });

  it(`of random bytes, hundreds of them, harms nobody (seed ${seed})`, async () => {
    const { gateway } = place();
    console.log(`hostile frames: seed ${seed}`);
    for (let round = 0; round < 40; round += 1) {
      const raw = await RawWebSocket.open(gateway.port);
      for (let i = 0; i < 8; i += 1) {
        const bytes = random.bytes(random.below(random.below(8) === 0 ? limits.upFrameBytesMax : 120));
        if (random.below(3) === 0) raw.fragments(bytes, 1 + random.below(64));
        else raw.frame(bytes, { opcode: random.below(3) });
      }
      if (random.below(2) === 0) raw.write(random.bytes(30));
      raw.destroy();
    }
    await expectUnharmed();
  });

  it('of all these leaves nothing behind', async () => {
    expect(await verdictOf(world)).toEqual([]);
    expect(await leftovers(world, before, 8)).toEqual([]);
  }, 60_000);
});
