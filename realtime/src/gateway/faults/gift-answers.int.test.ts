import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { faultPlan } from '../../../testing/fault-plan.ts';
import { GatewayBench, type RunningGateway } from '../../../testing/gateway-bench.ts';
import { RoomWitness } from '../../../testing/room-witness.ts';
import { testPerson } from '../../../testing/rooms.ts';
import { TcpProxy } from '../../../testing/tcp-proxy.ts';

const [seed = 0] = faultPlan(process.env).seeds;
const random = seededRandom(seed);
const gifts = 24;
let bench: GatewayBench;
let nodes: readonly { readonly gateway: RunningGateway; readonly line: TcpProxy }[] = [];

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  const open = async () => {
    const gateway = await bench.gateway();
    return { gateway, line: await TcpProxy.open(gateway.port) };
  };
  nodes = [await open(), await open()];
});
afterAll(async () => {
  await Promise.all(nodes.map(({ line }) => line.close()));
  await bench.close();
});

it(`a gift whose answer is lost is repeated, charged once and shown once (seed ${seed})`, async () => {
  console.log(`gift answers: seed ${seed}`);
  const room = await bench.room();
  const giver = testPerson('Giver');
  await bench.fund(giver, 1_000n);
  let joins = 0;
  const witness = new RoomWitness({
    ...{ roomId: room.id, person: giver, random: random.next, speed: 10 },
    join: async () => {
      joins += 1;
      const node = nodes[joins % nodes.length];
      if (node === undefined) throw new Error('no gateway');
      const ticket = await bench.ticket(node.gateway, room, giver);
      return { url: `ws://127.0.0.1:${node.line.port}/v1/room`, ticket };
    },
  });
  const watcher = await bench.join(firstGateway(), room, testPerson('Watcher'));
  witness.client.start();
  await expect.poll(() => witness.client.state).toBe('live');

  const accepted: string[] = [];
  let lost = 0;
  for (let i = 0; i < gifts; i += 1) {
    await expect.poll(() => witness.client.state).toBe('live');
    const line = nodes.find(({ line: { links } }) => links > 0)?.line;
    const fault = random.below(4);
    if (fault === 0) line?.dropReplies();
    const gift = witness.client.gift('rose', 1);
    if (fault === 0) {
      // The gift was taken, and nobody here heard of it.
      await expect.poll(() => line?.dropped).toBeGreaterThan(0);
      lost += 1;
    } else if (fault === 1) line?.cut();
    line?.heal();
    accepted.push((await gift).tx);
  }

  expect(lost).toBeGreaterThan(0);
  expect(new Set(accepted).size).toBe(gifts);
  const cost = 1_000n - ((await bench.wallet.balance(giver.subject)) ?? 0n);
  const shown = () => watcher.events.flatMap(({ event }) => (event.t === 'gift' ? [event] : []));
  await expect.poll(() => shown().length).toBe(gifts);
  expect(
    shown()
      .map(({ tx }) => tx)
      .sort(),
  ).toEqual([...accepted].sort());
  expect(cost).toBe(shown().reduce((sum, { coins }) => sum + BigInt(coins), 0n));
  expect(witness.problems).toEqual([]);
  witness.client.stop();
  await expect.poll(() => [witness.sockets, witness.timers]).toEqual([0, 0]);
}, 60_000);

function firstGateway(): RunningGateway {
  const [first] = nodes;
  if (first === undefined) throw new Error('no gateway');
  return first.gateway;
}
